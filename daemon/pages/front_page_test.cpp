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
  // A form that was sent nowhere is no page that a person has asked for.
  CHECK(answer_header(fixture.ask(post("/u", "x", browser)), "Content-Type") == "application/problem+json");
}
