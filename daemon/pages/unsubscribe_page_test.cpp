#include "pages/pages_fixture.hpp"

using namespace lifecycled;
using testing::form_header;
using testing::PagesFixture;
using testing::says;

TEST_CASE("looking at the unsubscribe page changes nothing") {
  PagesFixture fixture;
  const std::string page = fixture.ask(get(fixture.unsubscribe_path()));
  CHECK(status_of(page) == 200);
  CHECK(answer_header(page, "Content-Language") == "nl");
  CHECK(says(page, "Afmelden"));
  CHECK(says(page, "Tea &amp; &lt;Co&gt;"));
  CHECK_FALSE(says(page, "<Co>"));
  CHECK(says(page, "a***@example.org"));
  RawClient client(fixture.server.port());
  client.send("HEAD " + fixture.unsubscribe_path() + " HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(status_of(client.receive(false)) == 200);
  CHECK(fixture.events().empty());
}

TEST_CASE("one click unsubscribes from the channel, urlencoded and multipart") {
  PagesFixture fixture;
  std::string request = post(fixture.unsubscribe_path(), "List-Unsubscribe=One-Click", form_header);
  SUBCASE("urlencoded") {}
  SUBCASE("multipart") {
    request =
        post(fixture.unsubscribe_path(),
             "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n",
             "Content-Type: multipart/form-data; boundary=x\r\n");
  }
  const std::string answer = fixture.ask(request);
  CHECK(status_of(answer) == 200);
  const auto events = fixture.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].name == "Consent Withdrawn");
  CHECK(events[0].customer == fixture.customer);
  CHECK(events[0].delivery == fixture.delivery);
  CHECK(events[0].source == EventSource::Page);
  CHECK(
      events[0].body ==
      R"({"channel":"email","purpose":"marketing","source":"one-click","ip":"127.0.0.1","scope":"channel"})");
  CHECK(fixture.woken == 1);
}

TEST_CASE("the page's form can end everything, and a repeated no is not written again") {
  PagesFixture fixture;
  const std::string request = post(fixture.unsubscribe_path(), "scope=all", form_header);
  CHECK(says(fixture.ask(request), "Je bent afgemeld"));
  REQUIRE(fixture.events().size() == 1);
  CHECK(fixture.events()[0].body ==
        R"({"channel":"email","purpose":"marketing","source":"unsubscribe page",)"
        R"("text":"Al het nieuws en alle aanbiedingen, via elk kanaal","language":"nl","ip":"127.0.0.1",)"
        R"("scope":"all"})");

  const auto apply = [&](bool given) {
    Database database(fixture.file, Database::Mode::ReadWrite);
    ConsentRow row;
    row.address = fixture.address;
    row.channel = "email";
    row.given = given;
    row.at = fixture.clock.now() + Milliseconds{given ? 1000 : 0};
    row.source = "test";
    Consents(database).record(row, row.at);
    Events(database).set_cursor("reactor", Events(database).last_id());
  };
  apply(false);
  CHECK(says(fixture.ask(request), "Je bent afgemeld"));
  CHECK(fixture.events().size() == 1);
  apply(true);  // changed their mind twice: the second no counts
  CHECK(says(fixture.ask(request), "Je bent afgemeld"));
  CHECK(fixture.events().size() == 2);
}

TEST_CASE("a POST without a form is still a wish to hear no more") {
  PagesFixture fixture;
  CHECK(status_of(fixture.ask(
            post(fixture.unsubscribe_path(), "\xFF\xFE", "Content-Type: text/plain\r\n"))) == 200);
  REQUIRE(fixture.events().size() == 1);
  CHECK(says(fixture.events()[0].body, R"("scope":"channel")"));
}

TEST_CASE("a link that is not ours opens nothing, and a rating link never unsubscribes") {
  PagesFixture fixture;
  std::string forged = fixture.unsubscribe_path();
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  std::string crossed = fixture.rating_path("1");
  crossed[1] = 'u';
  const std::string gone =
      "/u/" + fixture.signer->sign(unsubscribe_purpose, to_payload(UnsubscribeLink{999, 1, "email"}));
  const std::string misshapen = "/u/" + fixture.signer->sign(unsubscribe_purpose, "no payload of ours");
  for (const std::string& path :
       {forged, crossed, misshapen, std::string("/u/x"), std::string("/r/%3Cscript%3E")}) {
    CAPTURE(path);
    const std::string page = fixture.ask(get(path, "Accept-Language: fr\r\n"));
    CHECK(status_of(page) == 404);
    CHECK(says(page, "Ce lien ne fonctionne pas"));
    CHECK(status_of(fixture.ask(post(path, "List-Unsubscribe=One-Click", form_header))) == 404);
  }
  CHECK(status_of(fixture.ask(get(gone))) == 404);
  CHECK(status_of(fixture.ask(post(gone, "List-Unsubscribe=One-Click", form_header))) == 404);
  CHECK(fixture.events().empty());
}
