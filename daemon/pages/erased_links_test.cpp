#include "pages/pages_fixture.hpp"
#include "pages/preferences.hpp"
#include "store/erasures.hpp"
#include "store/orders.hpp"
#include "store/waiting_answers.hpp"

using namespace lifecycled;
using testing::form_header;
using testing::PagesFixture;
using testing::says;

namespace {

struct Posted {
  std::string path, form;
};

std::vector<Posted> every_link(const PagesFixture& fixture) {
  const auto sign = [&](std::string_view purpose, const std::string& payload) {
    return fixture.signer->sign(purpose, payload);
  };
  const std::string rating = to_payload(RatingLink{fixture.customer, fixture.delivery, "1001"});
  const std::string view = to_payload(ViewLink{fixture.customer, fixture.delivery});
  return {{fixture.unsubscribe_path(), "scope=all"},
          {fixture.unsubscribe_path(), "List-Unsubscribe=One-Click"},
          {fixture.preferences_path(), "act=address&email=again%40example.org"},
          {fixture.preferences_path(), "act=save&shown.email=yes&channel.email=on&frequency=fewer"},
          {fixture.preferences_path(), "act=stop"},
          {fixture.confirm_path(fixture.delivery), "form=7"},
          {fixture.rating_path("1001"), "rating=4&form=7&comment=Nice"},
          {"/r/" + sign(order_rating_purpose, "1001"), "rating=4&form=7&comment=Nice"},
          {fixture.nps_path(), "rating=9&form=7"},
          {"/e/" + sign(review_purpose, rating), "rating.1=5&form=7"},
          {"/a/" + sign(address_purpose, view), ""},
          {"/w/" + sign(push_purpose, view), "{}"}};
}

}  // namespace

TEST_CASE("the links of whoever was erased lead nowhere, and nothing of what is sent to them is kept") {
  PagesFixture fixture;
  {
    Database database(fixture.file, Database::Mode::ReadWrite);
    OrderRow order;
    order.key = erased_order_key(database, "1001");
    order.customer = fixture.customer;
    order.currency = "EUR";
    Orders(database).add(order, 1);
    const Instant now = fixture.clock.now();
    REQUIRE(Erasures(database).begin({"e1", fixture.customer, ErasureReason::Asked, now, 0, {}}));
  }
  for (const auto& [path, form] : every_link(fixture)) {
    CAPTURE(path);
    CAPTURE(form);
    const std::string page = fixture.ask(get(path));
    CHECK(status_of(page) == 404);
    CHECK(says(page, "This link does not work"));
    CHECK(status_of(fixture.ask(post(path, form, form_header))) == 404);
  }
  CHECK(status_of(fixture.ask(get(fixture.view_path(fixture.customer)))) == 404);
  const auto order_page = [&](const char* key) {
    return fixture.ask(get("/o/" + fixture.signer->sign(order_purpose, key)));
  };
  CHECK(status_of(order_page("1001")) == 404);
  CHECK(says(order_page("1001"), "This link does not work"));
  CHECK_FALSE(says(order_page("1002"), "This link does not work"));  // one that nobody has told of yet
  CHECK(fixture.events().empty());
  CHECK(fixture.queued == 0);
  Database database(fixture.file, Database::Mode::ReadWrite);
  CHECK(Addresses(database).of_customer(fixture.customer).size() == 1);
  CHECK(WaitingAnswers(database).take("1001").empty());
}

TEST_CASE("between the look and the write a customer may be erased: the write looks again") {
  Database database(":memory:", Database::Mode::ReadWrite);
  const Instant now = from_ms(1'000'000);
  const CustomerId customer = Customers(database).create(now);
  REQUIRE(Erasures(database).begin({"e1", customer, ErasureReason::Asked, now, 0, {}}));
  CHECK_FALSE(append(database, {"", "Feedback Given", customer, 0, R"({"rating":4})"}, now));
  const AddressLinkOrder order{"email", "account/new-address", "a@b.example", "a@b.example", "k", {}};
  CHECK(queue_address_link(database, customer, order, now) == AddressLink::Gone);
  CHECK(Events(database).last_id() == 0);
  CHECK(Addresses(database).of_customer(customer).empty());
  CHECK_FALSE(append(database, {"", "Feedback Given", 99, 0, "{}"}, now));  // nobody ever
}
