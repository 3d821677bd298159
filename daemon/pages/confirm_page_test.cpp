#include "pages/pages_fixture.hpp"

using namespace lifecycled;
using testing::form_header;
using testing::PagesFixture;
using testing::says;

TEST_CASE("a yes comes from the form alone, for the very address that was asked") {
  PagesFixture fixture;
  {
    Database database(fixture.file, Database::Mode::ReadWrite);
    Addresses(database).add(fixture.customer, "email", "new@example.org", "new@example.org",
                            fixture.clock.now());
  }
  const std::string path = fixture.confirm_path(fixture.delivery);
  const std::string page = fixture.ask(get(path));
  CHECK(status_of(page) == 200);
  CHECK(says(page, "Mogen we je schrijven?"));
  CHECK(says(page, "a***@example.org"));
  CHECK(fixture.events().empty());
  const std::string request = post(path, "form=17", form_header);
  CHECK(says(fixture.ask(request), "Dank je wel, dat doen we"));
  CHECK(says(fixture.ask(request), "Dank je wel, dat doen we"));  // sent twice is one yes
  REQUIRE(fixture.events().size() == 1);
  const auto event = fixture.events()[0];
  CHECK(event.name == "Consent Given");
  CHECK(event.customer == fixture.customer);
  CHECK(event.delivery == fixture.delivery);
  CHECK(says(event.body, R"("channel":"email","purpose":"marketing","email":"anna@example.org")"));
  CHECK(says(event.body, R"("source":"confirmation page")"));
  CHECK(says(event.body, R"("language":"nl")"));
  CHECK(says(event.body, R"("ip":"127.0.0.1")"));
  CHECK(fixture.woken == 1);
  // A link from no delivery proves no address; a token for another purpose gives nothing either.
  CHECK(status_of(fixture.ask(post(fixture.confirm_path(0), "", form_header))) == 404);
  std::string crossed = fixture.unsubscribe_path();
  crossed[1] = 'c';
  CHECK(status_of(fixture.ask(post(crossed, "", form_header))) == 404);
  CHECK(fixture.events().size() == 1);
}

TEST_CASE("a form that was sent before a no does not say thank you for a yes that is not there") {
  PagesFixture fixture;
  const std::string path = fixture.confirm_path(fixture.delivery);
  const std::string request = post(path, "form=17", form_header);
  CHECK(says(fixture.ask(request), "Dank je wel, dat doen we"));
  const auto apply = [&](bool given, Instant at) {
    Database database(fixture.file, Database::Mode::ReadWrite);
    ConsentRow row;
    row.address = fixture.address;
    row.channel = "email";
    row.given = given;
    row.at = at;
    row.source = "test";
    Consents(database).record(row, at);
    Events(database).set_cursor("reactor", Events(database).last_id());
  };
  apply(true, fixture.clock.now());
  CHECK(says(fixture.ask(request), "Dank je wel, dat doen we"));  // the yes holds
  apply(false, fixture.clock.now() + Milliseconds{1});
  const std::string again = fixture.ask(request);
  CHECK(status_of(again) == 409);
  CHECK(says(again, "Mogen we je schrijven?"));
  CHECK_FALSE(says(again, R"(name="form" value="17")"));
  CHECK(fixture.events().size() == 1);
  CHECK(says(fixture.ask(post(path, "form=18", form_header)), "Dank je wel, dat doen we"));
  CHECK(fixture.events().size() == 2);
}

TEST_CASE("a yes that is too old gives nothing, and says that it is too old") {
  PagesFixture fixture;
  DeliveryId old = 0;
  {
    Database database(fixture.file, Database::Mode::ReadWrite);
    MessageRow message;
    message.customer = fixture.customer;
    message.name = "consent/confirm";
    message.created_at = fixture.clock.now() - PageSettings().proof_lasts;
    message.expires_at = fixture.clock.now();
    DeliveryRow sent;
    sent.message = Messages(database).add(message);
    sent.channel = "email";
    sent.address = fixture.address;
    sent.idempotency_key = "old";
    old = Deliveries(database).add(sent, message.created_at);
  }
  for (const std::string& request :
       {get(fixture.confirm_path(old)), post(fixture.confirm_path(old), "form=1", form_header)}) {
    const std::string answer = fixture.ask(request);
    CHECK(status_of(answer) == 410);
    CHECK(says(answer, "Deze link is te oud"));
  }
  CHECK(fixture.events().empty());
  CHECK(status_of(fixture.ask(post(fixture.confirm_path(fixture.delivery), "form=1", form_header))) == 200);
  CHECK(fixture.events().size() == 1);
}
