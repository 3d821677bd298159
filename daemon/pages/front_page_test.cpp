#include "pages/pages_fixture.hpp"

using namespace lifecycled;
using testing::form_header;
using testing::PagesFixture;
using testing::says;

TEST_CASE("beside the links of messages a person finds the way to the shop, and a program finds nothing") {
  PagesFixture fixture;
  const std::string front = fixture.ask(get("/"));
  CHECK(front.starts_with("HTTP/1.1 302 Found\r\n"));
  CHECK(answer_header(front, "Location") == "https://tea.example");
  const std::string robots = fixture.ask(get("/robots.txt"));
  CHECK(status_of(robots) == 200);
  CHECK(answer_header(robots, "Content-Type").starts_with("text/plain"));
  CHECK(body_of(robots) == "User-agent: *\nDisallow: /\n");

  const char* browser = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Language: nl\r\n";
  const std::string page = fixture.ask(get("/u", browser));
  CHECK(status_of(page) == 404);
  CHECK(answer_header(page, "Content-Type").starts_with("text/html"));
  CHECK(says(page, "<html lang=\"nl\">"));
  CHECK(says(page, "<h1>Deze link werkt niet</h1>"));
  const std::string told = fixture.ask(get("/u"));
  CHECK(status_of(told) == 404);
  CHECK(answer_header(told, "Content-Type") == "application/problem+json");
  // Also behind a button that leads nowhere.
  CHECK(says(fixture.ask(post("/u", "x", browser)), "<h1>Deze link werkt niet</h1>"));
}

TEST_CASE("a person whose request comes to nothing gets one of the shop's pages, in their language") {
  PagesFixture fixture;
  struct Refused {
    unsigned status;
    const char* language;
    const char* title;
    std::string request;
  };
  const auto browser = [](const std::string& language) {
    return "Accept: text/html,*/*;q=0.8\r\nAccept-Language: " + language + "\r\n";
  };
  for (const Refused& refused :
       {Refused{405, "fr", "Ce lien ne fonctionne pas",
                "PUT /u/x HTTP/1.1\r\nHost: x\r\n" + browser("fr-CA")},
        Refused{413, "nl", "Dat was te lang voor ons",
                "POST /u/x HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n" + browser("nl")},
        Refused{414, "en", "This link does not work",
                "GET /u/" + std::string(5000, 'x') + " HTTP/1.1\r\nHost: x\r\n" + browser("en")},
        Refused{431, "zh-Hant", "我們無法讀取",
                "GET /u/x HTTP/1.1\r\nHost: x\r\n" + browser("zh-TW") + "Cookie: " + std::string(17000, 'c') +
                    "\r\n"},
        Refused{400, "zh-Hans", "我们无法读取",
                "GET /u/x HTTP/1.1\r\nHost: x\r\n" + browser("zh-CN") + "Host: y\r\n"}}) {
    CAPTURE(refused.status);
    const std::string page = fixture.ask(refused.request + "\r\n");
    CHECK(status_of(page) == refused.status);
    CHECK(answer_header(page, "Content-Type") == html_type);
    CHECK(answer_header(page, "Content-Language") == refused.language);
    CHECK(
        answer_header(page, "Content-Security-Policy").starts_with("default-src 'none'; style-src 'sha256-"));
    CHECK(answer_header(page, "Cache-Control") == "no-store");
    CHECK(says(page, std::string("<h1>") + refused.title + "</h1>"));
    CHECK(says(page, "<a class=\"shop\" href=\"https://tea.example\""));
  }
}
