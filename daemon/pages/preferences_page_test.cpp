#include "pages/preferences_page.hpp"

#include <boost/json/parse.hpp>

#include "pages/pages_fixture.hpp"
#include "store/customer_choices.hpp"

using namespace lifecycled;
using testing::form_header;
using testing::PagesFixture;
using testing::says;

TEST_CASE("the preference centre shows what was agreed to, and each change is an event") {
  PagesFixture fixture;
  const std::string path = fixture.preferences_path();
  const std::string page = fixture.ask(get(path));
  CHECK(status_of(page) == 200);
  CHECK(says(page, "Jij bepaalt"));
  CHECK(says(page, "<small>a***@example.org</small>"));
  CHECK(says(page, R"(name="channel.email" value="on">)"));
  CHECK(says(page, R"(<option value="nl" lang="nl" selected>Nederlands</option>)"));
  CHECK(fixture.events().empty());

  const std::string saved =
      fixture.ask(post(path, "act=save&shown.email=yes&channel.email=on&language=fr&restart=", form_header));
  CHECK(says(saved, "<html lang=\"fr\">"));
  CHECK(says(saved, R"(name="channel.email" value="on" checked>)"));
  const auto events = fixture.events();
  REQUIRE(events.size() == 2);
  CHECK(events[0].name == "Consent Given");
  CHECK(events[0].body ==
        R"({"channel":"email","purpose":"marketing","source":"preference centre",)"
        R"("email":"anna@example.org","text":"Nieuws en aanbiedingen via: e-mail","language":"nl",)"
        R"("ip":"127.0.0.1"})");
  CHECK(events[1].name == "Preferences Changed");
  CHECK(events[1].body == R"({"language":"fr","source":"preference centre"})");
  // What the form did not show cannot have been chosen; what is as before is no event.
  fixture.ask(post(path, "act=save&language=xx", form_header));
  CHECK(fixture.events().size() == 2);

  std::string crossed = path;
  crossed[1] = 'u';
  CHECK(status_of(fixture.ask(post(crossed, "scope=all", form_header))) == 404);
  CHECK(
      says(fixture.ask(post(path, "act=stop", form_header)), "Je krijgt geen nieuws en aanbiedingen meer."));
  REQUIRE(fixture.events().size() == 3);
  CHECK(
      says(fixture.events()[2].body,
           R"("source":"preference centre","text":"Stop al het nieuws en alle aanbiedingen","language":"nl",)"
           R"("ip":"127.0.0.1","scope":"all")"));
}

TEST_CASE("topics and how often: what is other than before is one event, and the page shows it at once") {
  PagesFixture fixture;
  const std::string path = fixture.preferences_path();
  const std::string page = fixture.ask(get(path));
  CHECK(says(page, "<span>Acties</span>"));
  CHECK(says(page, "<span>News</span>"));  // a title in whichever language there is
  CHECK(says(page, R"(name="topic.offers" value="on" checked>)"));
  CHECK(says(page, R"(name="frequency" value="usual" checked>)"));

  const std::string saved = fixture.ask(post(
      path, "act=save&shown-topic.offers=yes&shown-topic.news=yes&topic.news=on&frequency=fewer&language=nl",
      form_header));
  CHECK(says(saved, R"(name="topic.offers" value="on">)"));
  CHECK(says(saved, R"(name="topic.news" value="on" checked>)"));
  CHECK(says(saved, R"(name="frequency" value="fewer" checked>)"));
  REQUIRE(fixture.events().size() == 1);
  CHECK(fixture.events()[0].name == "Preferences Changed");
  CHECK(fixture.events()[0].body ==
        R"({"topics_declined":["offers"],"frequency":"fewer","source":"preference centre"})");
  // A topic that the form did not show, and a frequency that there is not.
  fixture.ask(post(path, "act=save&topic.news=on&frequency=hourly&language=nl", form_header));
  CHECK(fixture.events().size() == 1);
}

TEST_CASE("a pause of thirty days is shown with its end, kept as it runs, and ended by another choice") {
  PagesFixture fixture;
  const std::string path = fixture.preferences_path();
  const std::string pause = post(path, "act=save&frequency=pause&language=nl", form_header);
  CHECK(says(fixture.ask(pause), "hoor je alleen over je bestellingen"));
  REQUIRE(fixture.events().size() == 1);
  const auto words = boost::json::parse(fixture.events()[0].body).as_object();
  const auto until = parse_instant(std::string(words.at("break_until").as_string()));
  REQUIRE(until.has_value());
  CHECK(*until > fixture.clock.now() + pause_of_marketing - Milliseconds{60'000});
  CHECK(*until <= fixture.clock.now() + pause_of_marketing);
  {
    Database database(fixture.file, Database::Mode::ReadWrite);
    CustomerChoices(database).take_break(fixture.customer, *until, fixture.clock.now());
  }
  CHECK(says(fixture.ask(get(path)), R"(name="frequency" value="pause" checked>)"));
  fixture.ask(pause);  // goes on as it is
  CHECK(fixture.events().size() == 1);
  CHECK(says(fixture.ask(post(path, "act=save&frequency=usual&language=nl", form_header)),
             R"(name="frequency" value="usual" checked>)"));
  REQUIRE(fixture.events().size() == 2);
  CHECK(fixture.events()[1].body == R"({"break_until":"","source":"preference centre"})");
}

TEST_CASE("an address changes by the link to the new one alone, and nobody's mailbox is filled") {
  PagesFixture fixture;
  const std::string path = fixture.preferences_path();
  CHECK(status_of(fixture.ask(post(path, "act=address&email=nonsense", form_header))) == 400);
  const std::string request = post(path, "act=address&email=New%40example.org", form_header);
  CHECK(says(fixture.ask(request), "We hebben je een link gestuurd."));
  CHECK(fixture.queued == 1);
  CHECK(fixture.events().empty());
  DeliveryId proof = 0;
  {
    Database database(fixture.file, Database::Mode::ReadOnly);
    const auto messages = Messages(database).of_customer(fixture.customer, 1);
    REQUIRE(messages.size() == 1);
    CHECK(messages[0].name == "account/new-address");
    CHECK(messages[0].kind == MessageKind::Confirmation);
    proof = Deliveries(database).of_message(messages[0].id).at(0).id;
    CHECK(Addresses(database).of_customer(fixture.customer, "email").size() == 1);
  }
  const std::string link =
      "/a/" + fixture.signer->sign(address_purpose, to_payload(ViewLink{fixture.customer, proof}));
  CHECK(says(fixture.ask(get(link)), "New@example.org"));
  CHECK(fixture.events().empty());
  CHECK(says(fixture.ask(post(link, "", form_header)), "Je adres is gewijzigd"));
  CHECK(says(fixture.ask(post(link, "", form_header)), "Je adres is gewijzigd"));
  REQUIRE(fixture.events().size() == 1);
  CHECK(fixture.events()[0].name == "Address Changed");
  CHECK(says(fixture.events()[0].body, R"({"email":"New@example.org","old":"anna@example.org","text":")"));
  CHECK(says(fixture.events()[0].body, R"("language":"nl","ip":"127.0.0.1"})"));
  // The link of an ordinary message proves nothing.
  const std::string other =
      "/a/" + fixture.signer->sign(address_purpose, to_payload(ViewLink{fixture.customer, fixture.delivery}));
  CHECK(status_of(fixture.ask(post(other, "", form_header))) == 404);
  fixture.ask(request);
  fixture.ask(request);
  CHECK(status_of(fixture.ask(request)) == 400);
  CHECK(fixture.queued == 3);
}

TEST_CASE("who types the address that they have is told so, and no link is used up") {
  PagesFixture fixture;
  for (const char* email : {"anna%40example.org", "+Anna%40Example.org+"}) {
    CAPTURE(email);
    const std::string form = std::string("act=address&email=") + email;
    const std::string answer = fixture.ask(post(fixture.preferences_path(), form, form_header));
    CHECK(status_of(answer) == 400);
    CHECK(says(answer, "Dat is je adres al."));
  }
  CHECK(fixture.queued == 0);
  Database database(fixture.file, Database::Mode::ReadOnly);
  CHECK(Addresses(database).of_customer(fixture.customer).size() == 1);
}

TEST_CASE("a channel or a topic that is not there is a mistake, and nothing is saved") {
  PagesFixture fixture;
  for (const char* unknown : {"shown.whatsapp=yes&channel.whatsapp=on", "shown-topic.zzz=yes&topic.zzz=on",
                              "channel.whatsapp=on", "topic.zzz=on", "shown.=yes"}) {
    CAPTURE(unknown);
    const std::string form = std::string("act=save&language=fr&frequency=fewer&") + unknown;
    const std::string answer = fixture.ask(post(fixture.preferences_path(), form, form_header));
    CHECK(status_of(answer) == 400);
    CHECK(says(answer, "Dat begrepen we niet; er is niets veranderd."));
  }
  CHECK(fixture.events().empty());
  const char* known = "act=save&language=nl&shown.email=yes&shown-topic.news=yes&topic.news=on";
  CHECK(status_of(fixture.ask(post(fixture.preferences_path(), known, form_header))) == 200);
}

TEST_CASE("an address that cannot be reached from anywhere is none") {
  PagesFixture fixture;
  for (const char* email :
       {"a%40b", "a%40localhost", "a%40b.", "a%40.nl", "a%40b.c", "a%40192.0.2.7", "a%40%5B192.0.2.7%5D"}) {
    CAPTURE(email);
    const std::string form = std::string("act=address&email=") + email;
    CHECK(status_of(fixture.ask(post(fixture.preferences_path(), form, form_header))) == 400);
  }
  CHECK(fixture.queued == 0);
  CHECK(status_of(fixture.ask(post(fixture.preferences_path(), "act=address&email=a%40b.nl", form_header))) ==
        200);
}

TEST_CASE("only the button and a mail program's own request stop everything; what else comes is a mistake") {
  PagesFixture fixture;
  const std::string path = fixture.preferences_path();
  for (const char* form : {"", "act=nonsense", "act=", "List-Unsubscribe=Yes", "act=%00"}) {
    CAPTURE(form);
    const std::string answer = fixture.ask(post(path, form, form_header));
    CHECK(status_of(answer) == 400);
    CHECK(says(answer, "Dat begrepen we niet; er is niets veranderd."));
  }
  CHECK(fixture.events().empty());
  CHECK(status_of(fixture.ask(post(path, "List-Unsubscribe=One-Click", form_header))) == 200);
  REQUIRE(fixture.events().size() == 1);
  CHECK(fixture.events()[0].name == "Consent Withdrawn");
}

TEST_CASE("who comes by the last mail's link is asked whether to go on, and says so once") {
  PagesFixture fixture;
  const std::string path = fixture.preferences_path();
  CHECK_FALSE(says(fixture.ask(get(path)), "Houden we contact?"));
  CHECK(says(fixture.ask(get(path + "?keep=1")), "<h1>Houden we contact?</h1>"));
  CHECK(fixture.events().empty());
  for (int times = 0; times < 2; ++times)
    CHECK(says(fixture.ask(post(path, "act=keep", form_header)), "Je blijft van ons horen."));
  REQUIRE(fixture.events().size() == 1);
  CHECK(fixture.events()[0].name == "Preferences Changed");
  CHECK(fixture.events()[0].body == R"({"keeps_in_touch":true,"source":"preference centre"})");
}

TEST_CASE("whether it is kept what a customer opens and follows is theirs to say") {
  PagesFixture fixture;
  const std::string path = fixture.preferences_path();
  CHECK(says(fixture.ask(get(path)), R"(role="switch" name="profiling" value="on">)"));
  const std::string yes = "act=save&shown-profiling=yes&profiling=on&language=nl";
  CHECK(says(fixture.ask(post(path, yes, form_header)), R"(name="profiling" value="on" checked>)"));
  REQUIRE(fixture.events().size() == 1);
  CHECK(fixture.events()[0].name == "Consent Given");
  CHECK(says(fixture.events()[0].body, R"({"purpose":"profiling","source":"preference centre",)"
                                       R"("channel":"email","email":"anna@example.org","text":"Onthoud)"));
  CHECK(says(fixture.events()[0].body, R"("language":"nl","ip":"127.0.0.1"})"));
  {
    Database database(fixture.file, Database::Mode::ReadWrite);
    ConsentRow row;
    row.address = fixture.address;
    row.channel = "email";
    row.purpose = ConsentPurpose::Profiling;
    row.given = true;
    row.at = fixture.clock.now();
    row.source = "test";
    Consents(database).record(row, row.at);
  }
  fixture.ask(post(path, yes, form_header));  // as before
  CHECK(fixture.events().size() == 1);
  fixture.ask(post(path, "act=save&language=nl", form_header));  // a form that did not show it
  CHECK(fixture.events().size() == 1);
  SUBCASE("its switch") {
    fixture.ask(post(path, "act=save&shown-profiling=yes&language=nl", form_header));
    REQUIRE(fixture.events().size() == 2);
  }
  SUBCASE("with all else") {
    CHECK_FALSE(
        says(fixture.ask(post(path, "act=stop", form_header)), R"(name="profiling" value="on" checked>)"));
    REQUIRE(fixture.events().size() == 3);
    CHECK(says(fixture.events()[2].body, R"("purpose":"marketing")"));
  }
  CHECK(fixture.events()[1].name == "Consent Withdrawn");
  CHECK(says(fixture.events()[1].body, R"({"purpose":"profiling",)"));
  CHECK(says(fixture.events()[1].body, R"("scope":"all")"));
  CHECK(says(fixture.events()[1].body, R"("ip":"127.0.0.1")"));
}

TEST_CASE("a no on the preference centre says to what and from where") {
  PagesFixture fixture;
  {
    Database database(fixture.file, Database::Mode::ReadWrite);
    ConsentRow row;
    row.address = fixture.address;
    row.channel = "email";
    row.given = true;
    row.at = fixture.clock.now();
    row.source = "test";
    Consents(database).record(row, row.at);
  }
  fixture.ask(post(fixture.preferences_path(), "act=save&shown.email=yes&language=nl", form_header));
  REQUIRE(fixture.events().size() == 1);
  CHECK(fixture.events()[0].body ==
        R"({"channel":"email","purpose":"marketing","source":"preference centre","scope":"channel",)"
        R"("text":"Nieuws en aanbiedingen via: e-mail","language":"nl","ip":"127.0.0.1"})");
}
