#include "pages/short_links.hpp"

#include "base/tracked_link.hpp"
#include "pages/pages_fixture.hpp"
#include "store/link_targets.hpp"

using namespace lifecycled;
using testing::PagesFixture;
using testing::says;

namespace {

constexpr const char* target = "https://tea.example/green?a=1&b=2";

// The customer allows to be counted, or has taken that back, and a message of theirs leads to the target.
std::string link_in(PagesFixture& fixture, bool is_allowed) {
  Database database(fixture.file, Database::Mode::ReadWrite);
  LinkTargets(database).add({target_hash(target), target}, fixture.customer);
  ConsentRow row;
  row.address = fixture.address;
  row.channel = "email";
  row.purpose = ConsentPurpose::Profiling;
  row.given = is_allowed;
  row.at = fixture.clock.now();
  row.source = "test";
  Consents(database).record(row, row.at);
  return "/l/" + fixture.signer->sign_short(click_purpose,
                                            to_payload(TrackedLink{fixture.delivery, target_hash(target)}));
}

std::vector<LinkHit> hits(const PagesFixture& fixture) {
  Database database(fixture.file, Database::Mode::ReadWrite);
  return Reactions(database).hits(fixture.delivery);
}

}  // namespace

TEST_CASE("a short link leads to where the message's own link led, and is noted of those who allow it") {
  PagesFixture fixture;
  const bool is_allowed = true;
  const std::string path = link_in(fixture, is_allowed);
  const std::string answer = fixture.ask(
      get(path, "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"));
  CHECK(status_of(answer) == 302);
  CHECK(answer_header(answer, "Location") == target);
  CHECK(answer_header(answer, "Cache-Control") == "no-store");
  CHECK(answer_header(answer, "Referrer-Policy") == "no-referrer");
  const auto noted = hits(fixture);
  REQUIRE(noted.size() == 1);
  CHECK(noted[0].target == target_hash(target));
  CHECK_FALSE(noted[0].is_machine);
  CHECK(fixture.woken == 1);
}

TEST_CASE("who does not allow it, or is a machine, gets there too") {
  PagesFixture fixture;
  SUBCASE("a no that came after the message") {
    const bool is_allowed = false;
    CHECK(status_of(fixture.ask(get(link_in(fixture, is_allowed)))) == 302);
    CHECK(hits(fixture).empty());
    CHECK(fixture.woken == 0);
  }
  SUBCASE("a browser that loads ahead") {
    const bool is_allowed = true;
    CHECK(status_of(fixture.ask(get(link_in(fixture, is_allowed), "Sec-Purpose: prefetch\r\n"))) == 302);
    REQUIRE(hits(fixture).size() == 1);
    CHECK(hits(fixture)[0].is_machine);
  }
}

TEST_CASE("a link leads nowhere that no message of ours pointed to, and a key for one thing opens no other") {
  PagesFixture fixture;
  const bool is_allowed = true;
  const std::string path = link_in(fixture, is_allowed);
  const auto signed_for = [&](std::string_view purpose, const char* url) {
    return fixture.signer->sign_short(purpose, to_payload(TrackedLink{fixture.delivery, target_hash(url)}));
  };
  std::string forged = path;
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  for (const std::string& wrong :
       {forged, "/l/" + signed_for(click_purpose, "https://elsewhere.example/"),
        "/l/" + signed_for(open_purpose, target), "/i/" + signed_for(click_purpose, target),
        std::string("/l/https://elsewhere.example/"), std::string("/l/"), std::string("/i/x")}) {
    CAPTURE(wrong);
    const std::string answer = fixture.ask(get(wrong));
    CHECK(status_of(answer) == 404);
    CHECK(answer_header(answer, "Location").empty());
  }
  CHECK(hits(fixture).empty());
}

TEST_CASE("the picture of a mail that was opened is one dot that no cache keeps") {
  PagesFixture fixture;
  const bool is_allowed = true;
  link_in(fixture, is_allowed);
  const std::string path = "/i/" + fixture.signer->sign_short(open_purpose, open_payload(fixture.delivery));
  const std::string answer = fixture.ask(get(path));
  CHECK(status_of(answer) == 200);
  CHECK(answer_header(answer, "Content-Type") == "image/gif");
  CHECK(answer_header(answer, "Cache-Control") == "no-store");
  CHECK(body_of(answer).starts_with("GIF89a"));
  REQUIRE(hits(fixture).size() == 1);
  CHECK(hits(fixture)[0].target == opened_target);
}
