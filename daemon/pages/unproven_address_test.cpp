// What leads from a mail to an address that nobody has proven: a stranger may hold it.
#include "pages/pages_fixture.hpp"
#include "store/address_change.hpp"

using namespace lifecycled;
using testing::form_header;
using testing::PagesFixture;
using testing::says;

namespace {

struct Unproven : PagesFixture {
  DeliveryId send(AddressId to, const char* name) {
    Database database(file, Database::Mode::ReadWrite);
    MessageRow message;
    message.customer = customer;
    message.name = name;
    message.kind = MessageKind::Confirmation;
    message.created_at = message.expires_at = clock.now();
    DeliveryRow sent;
    sent.message = Messages(database).add(message);
    sent.channel = "email";
    sent.address = to;
    sent.idempotency_key = "unproven " + std::to_string(sent.message);
    return Deliveries(database).add(sent, clock.now());
  }
  AddressId add(std::string_view kind, const char* mail) {
    Database database(file, Database::Mode::ReadWrite);
    return Addresses(database).add(customer, kind, mail, mail, clock.now());
  }
  AddressRow address_row(AddressId id) {
    Database database(file, Database::Mode::ReadOnly);
    return Addresses(database).find(id).value();
  }
  std::string path(const char* route, std::string_view purpose, const std::string& payload) const {
    return route + signer->sign(purpose, payload);
  }
  std::string choice(DeliveryId of) const { return to_payload(UnsubscribeLink{customer, of, "email"}); }
  std::string view(DeliveryId of) const { return to_payload(ViewLink{customer, of}); }
};

}  // namespace

TEST_CASE("who reads a new address can forget it, and change nothing else") {
  Unproven shop;
  const AddressId stranger = shop.add(pending_email, "stranger@example.org");
  const DeliveryId proof = shop.send(stranger, "account/new-address");
  const std::string unsubscribe = shop.path("/u/", unsubscribe_purpose, shop.choice(proof));
  const std::string question = shop.ask(get(unsubscribe));
  CHECK(status_of(question) == 200);
  CHECK(says(question, "Was jij dit niet?"));
  CHECK(says(question, "s***@example.org"));
  CHECK_FALSE(says(question, "/p/"));
  CHECK_FALSE(says(question, "scope"));
  CHECK(shop.address_row(stranger).value == "stranger@example.org");  // a look changes nothing

  const char* form = "";
  SUBCASE("the page's own button") { form = ""; }
  SUBCASE("a mail program") { form = "List-Unsubscribe=One-Click"; }
  SUBCASE("whoever asks for more") { form = "scope=all"; }
  const std::string answer = shop.ask(post(unsubscribe, form, form_header));
  CHECK(status_of(answer) == 200);
  CHECK(says(answer, "We schrijven niet meer naar dit adres"));
  CHECK_FALSE(says(answer, "/p/"));
  CHECK(shop.events().empty());  // the customer's own address has its consents
  CHECK(shop.address_row(stranger).value.empty());
  CHECK_FALSE(says(shop.address_row(stranger).normal, "stranger"));
  CHECK(shop.address_row(shop.address).value == "anna@example.org");
  const std::string link = shop.path("/a/", address_purpose, shop.view(proof));
  CHECK(status_of(shop.ask(get(link))) == 404);
  CHECK(status_of(shop.ask(post(link, "", form_header))) == 404);
  CHECK(shop.events().empty());
  CHECK(status_of(shop.ask(post(unsubscribe, form, form_header))) == 200);  // once more
}

TEST_CASE("who is asked for a first yes says no for that address alone") {
  Unproven shop;
  const DeliveryId asked = shop.send(shop.address, "consent/confirm");
  const std::string unsubscribe = shop.path("/u/", unsubscribe_purpose, shop.choice(asked));
  CHECK(says(shop.ask(post(unsubscribe, "scope=all", form_header)), "We schrijven niet meer naar dit adres"));
  REQUIRE(shop.events().size() == 1);
  CHECK(shop.events()[0].name == "Consent Withdrawn");
  CHECK(shop.events()[0].body ==
        R"({"channel":"email","purpose":"marketing","email":"anna@example.org","source":"unsubscribe page",)"
        R"("text":"Dat was ik niet","language":"nl","ip":"127.0.0.1"})");
}

TEST_CASE("no link of an unproven address opens anything of the customer's") {
  Unproven shop;
  for (const DeliveryId id :
       {shop.send(shop.add(pending_email, "stranger@example.org"), "account/new-address"),
        shop.send(shop.address, "consent/confirm")}) {
    const std::string rating = to_payload(RatingLink{shop.customer, id, ""});
    for (const std::string& path :
         {shop.path("/p/", preferences_purpose, shop.choice(id)), shop.path("/r/", rating_purpose, rating),
          shop.path("/n/", nps_purpose, rating), shop.path("/e/", review_purpose, rating),
          shop.path("/w/", push_purpose, shop.view(id))}) {
      CAPTURE(path);
      CHECK(status_of(shop.ask(get(path))) == 404);
      CHECK(status_of(shop.ask(post(path, "act=stop&rating=4&form=1", form_header))) == 404);
    }
  }
  CHECK(shop.events().empty());
}

TEST_CASE("the confirmation of an address that waits for its proof gives nobody's consent") {
  Unproven shop;
  const DeliveryId proof = shop.send(shop.add(pending_email, "stranger@example.org"), "account/new-address");
  const std::string path = shop.path("/c/", confirm_purpose, shop.choice(proof));
  CHECK(status_of(shop.ask(post(path, "form=1", form_header))) == 404);
  CHECK(shop.events().empty());
}

TEST_CASE("a link to a new address ends where a later one was followed") {
  Unproven shop;
  const DeliveryId first = shop.send(shop.add(pending_email, "b@example.org"), "account/new-address");
  const DeliveryId second = shop.send(shop.add(pending_email, "c@example.org"), "account/new-address");
  const std::string old = shop.path("/a/", address_purpose, shop.view(first));
  const std::string newer = shop.path("/a/", address_purpose, shop.view(second));
  CHECK(says(shop.ask(post(old, "", form_header)), "Je adres is gewijzigd"));
  CHECK(says(shop.ask(post(old, "", form_header)), "Je adres is gewijzigd"));  // pressed twice
  CHECK(says(shop.ask(post(newer, "", form_header)), "Je adres is gewijzigd"));
  CHECK(shop.events().size() == 2);
  for (const std::string& request : {get(old), post(old, "", form_header)}) {
    const std::string answer = shop.ask(request);
    CHECK(status_of(answer) == 410);
    CHECK_FALSE(says(answer, "b@example.org"));
  }
  CHECK(says(shop.ask(post(newer, "", form_header)), "Je adres is gewijzigd"));
  CHECK(shop.events().size() == 2);
}
