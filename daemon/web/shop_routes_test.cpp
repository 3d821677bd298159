#include "web/shop_routes.hpp"

#include <atomic>
#include <filesystem>
#include <mutex>
#include <optional>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/crypto.hpp"
#include "store/events.hpp"
#include "store/quarantine.hpp"
#include "web/web_fixture.hpp"

using namespace lifecycled;

namespace {

ShopRoute route(std::string name, ShopType type) {
  ShopIntake shop;
  shop.name = std::move(name);
  shop.type = type;
  shop.currency = "EUR";
  return {shop, ShopSignature(type, {"hush"})};
}

// A shop of its own that signs in hex and names its deliveries in the body.
ShopRoute own_route() {
  ShopRoute out = route("own", ShopType::Generic);
  IntakeMapping& mapping = out.shop.mapping;
  mapping.signature = {"x-own-signature", SignatureForm::Algorithm::Sha256, SignatureForm::Encoding::Hex,
                       "v1="};
  mapping.topic.header = "x-own-topic";
  mapping.delivery.places = {{"/delivery", {"delivery"}}};
  EventMapping& event = mapping.events.emplace_back();
  event.event = "Checkout Started";
  event.topics = {"cart"};
  event.user = {{"/user", {"user"}}};
  out.signature = ShopSignature(ShopType::Generic, {"hush"}, mapping.signature);
  return out;
}

// A WooCommerce shop "woo" and a Shopify shop "sy"; whom Shopify wants to be forgotten is only noted.
struct Fixture : StoringServer {
  Fixture() : StoringServer("lifecycled_shop_routes_test") {
    routes.emplace(
        ShopRouteParts{*store, clock, Log(), [this] { ++woken; },
                       [this](std::string user_id) { return forget(std::move(user_id)); }},
        std::vector{route("woo", ShopType::WooCommerce), route("sy", ShopType::Shopify), own_route()});
    routes->add_to(router);
    start();
  }

  boost::asio::awaitable<void> forget(std::string user_id) {
    forgotten += user_id + " ";
    co_return;
  }

  std::string ask_woo(const std::string& topic, const std::string& body, const std::string& delivery,
                      const std::string& signed_body) {
    RawClient client(server.port());
    return client.ask(post("/intake/woo", body,
                           fmt::format("X-WC-Webhook-Topic: {}\r\nX-WC-Webhook-Delivery-ID: {}\r\n"
                                       "X-WC-Webhook-Signature: {}\r\n",
                                       topic, delivery, signature(signed_body))));
  }
  unsigned woo(const std::string& topic, const std::string& body, const std::string& delivery = "d") {
    return static_cast<unsigned>(status_of(ask_woo(topic, body, delivery, body)));
  }
  static std::string signature(const std::string& body) {
    const Digest digest = hmac_sha256("hush", body);
    std::string text = to_base64url(bytes_of(digest));
    for (char& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
    return text + "=";
  }

  std::vector<std::string> events() {
    Database database(folder / "test.db", Database::Mode::ReadOnly);
    std::vector<std::string> out;
    for (const StoredEvent& event : Events(database).read_after(0, 100)) out.push_back(event.name);
    return out;
  }
  std::vector<std::string> quarantined() {
    Database database(folder / "test.db", Database::Mode::ReadOnly);
    std::vector<std::string> out;
    for (const QuarantinedItem& item : Quarantine(database).latest(100)) out.push_back(item.reason);
    return out;
  }

  std::optional<ShopRoutes> routes;
  std::string forgotten;
};

std::string own(Fixture& fixture, const std::string& topic, const std::string& body,
                const std::string& signed_body) {
  RawClient client(fixture.server.port());
  const Digest digest = hmac_sha256("hush", signed_body);
  return client.ask(
      post("/intake/own", body,
           fmt::format("X-Own-Topic: {}\r\nX-Own-Signature: v1={}\r\n", topic, to_hex(bytes_of(digest)))));
}

constexpr const char* order = R"({"id": 1, "status": "processing", "customer_id": 5, "total": "9.90"})";

}  // namespace

TEST_CASE("an order is on disk before the shop is told, and once") {
  Fixture fixture;
  CHECK(fixture.woo("order.created", order) == 200);
  CHECK(fixture.events() == std::vector<std::string>{"Order Completed"});
  CHECK(fixture.woken == 1);
  CHECK(fixture.woo("order.created", order) == 200);           // the same delivery
  CHECK(fixture.woo("order.created", order, "other") == 200);  // the same fact
  CHECK(fixture.events().size() == 1);
}

TEST_CASE("a generic shop signs, names topics and deliveries as its table says") {
  Fixture fixture;
  const std::string cart = R"({"user": "anna", "delivery": "d1"})";
  CHECK(status_of(own(fixture, "cart", cart, cart + " ")) == 401);
  CHECK(status_of(own(fixture, "cart", cart, cart)) == 200);
  CHECK(status_of(own(fixture, "cart", cart, cart)) == 200);
  CHECK(fixture.events() == std::vector<std::string>{"Checkout Started"});
  CHECK(status_of(own(fixture, "stock", cart, cart)) == 200);
  CHECK(fixture.quarantined() == std::vector<std::string>{"nothing follows from the topic \"stock\""});
}

TEST_CASE("two orders of one second have one delivery id, and both count") {
  Fixture fixture;
  CHECK(fixture.woo("order.created", order) == 200);
  CHECK(fixture.woo("order.created",
                    R"({"id": 2, "status": "processing", "customer_id": 5, "total": "1"})") == 200);
  CHECK(fixture.events().size() == 2);
}

TEST_CASE("what is not signed changes nothing; the ping needs no signature") {
  Fixture fixture;
  RawClient client(fixture.server.port());
  CHECK(status_of(client.ask(post("/intake/woo", "webhook_id=5"))) == 200);
  CHECK(status_of(client.ask(post("/intake/sy", "webhook_id=5"))) == 401);  // Shopify asks no such thing
  CHECK(status_of(client.ask(post("/intake/woo", order))) == 401);
  CHECK(status_of(fixture.ask_woo("order.created", order, "d", "another body")) == 401);
  CHECK(fixture.events().empty());
  CHECK(fixture.quarantined().empty());
  CHECK(fixture.woken == 0);
}

TEST_CASE("what cannot be understood is kept once with its reason and answered 200") {
  Fixture fixture;
  for (int i = 0; i < 2; ++i) CHECK(fixture.woo("product.updated", R"({"id": 1})") == 200);
  CHECK(fixture.woo("order.deleted", R"({"id": 77})") == 200);
  CHECK(fixture.quarantined() ==
        std::vector<std::string>{"this is about an order of which nothing is known yet",
                                 "nothing follows from the topic \"product.updated\""});
  CHECK(fixture.woken == 0);
  CHECK(fixture.woo("order.created", std::string(most_shop_body_bytes + 1, ' ')) == 413);
}

TEST_CASE("whom Shopify wants to be forgotten is handed on, each time it asks") {
  Fixture fixture;
  RawClient client(fixture.server.port());
  const std::string body = R"({"customer": {"id": 7, "email": "anna@example.org"}})";
  const std::string headers = fmt::format(
      "X-Shopify-Topic: customers/redact\r\nX-Shopify-Webhook-Id: 1\r\nX-Shopify-Hmac-Sha256: {}\r\n",
      Fixture::signature(body));
  for (int i = 0; i < 2; ++i) CHECK(status_of(client.ask(post("/intake/sy", body, headers))) == 200);
  CHECK(fixture.forgotten == "7 email:anna@example.org 7 email:anna@example.org ");
  CHECK(fixture.quarantined().empty());
}

TEST_CASE("what cannot be stored is asked for again") {
  Fixture fixture;
  CHECK(fixture.woo("order.created", order) == 200);
  {
    Database database(fixture.folder / "test.db", Database::Mode::ReadWrite);
    // Somebody else takes the table away. check-off(sql): no aggregate offers to break the database
    database.execute("ALTER TABLE events RENAME TO elsewhere");
  }
  const std::string second = R"({"id": 2, "status": "processing", "customer_id": 5, "total": "1"})";
  const std::string answer = fixture.ask_woo("order.created", second, "d", second);
  CHECK(status_of(answer) == 503);
  CHECK(answer_header(answer, "Retry-After") == "30");
  {
    Database database(fixture.folder / "test.db", Database::Mode::ReadWrite);
    // check-off(sql): nor to mend it
    database.execute("ALTER TABLE elsewhere RENAME TO events");
  }
  // That it was tried before is forgotten with the rest.
  CHECK(fixture.woo("order.created", second) == 200);
  CHECK(fixture.events().size() == 2);
}
