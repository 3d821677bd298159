#include "message/message_facts.hpp"

#include <doctest/doctest.h>

#include "base/file.hpp"
#include "base/json_fields.hpp"
#include "liquid/template.hpp"
#include "message/accent_colors.hpp"
#include "message/message_filters.hpp"
#include "message/product_facts.hpp"
#include "store/carts.hpp"
#include "store/orders.hpp"

using namespace lifecycled;

namespace {

const Instant now = *parse_instant("2026-03-05T11:00:00Z");

// A message about the order that an event of `customer` names.
liquid::Object facts_of(Database& database, CustomerId customer, const char* order_id) {
  NewEvent event;
  event.name = "Order Delivered";
  event.occurred_at = now;
  event.customer = customer;
  event.body = std::string(R"({"order_id": ")") + order_id + "\"}";
  MessageRow message;
  message.customer = customer;
  message.name = "feedback/delivery";
  message.event = Events(database).append(event, now);
  message.created_at = message.expires_at = now;
  message.id = Messages(database).add(message);
  DeliveryRow delivery;
  delivery.message = message.id;
  delivery.channel = "email";
  delivery.idempotency_key = order_id + std::to_string(customer);
  delivery.id = Deliveries(database).add(delivery, now);
  const LinkMaker links("http://shop", std::make_shared<const TokenSigner>(std::vector<std::string>{"key"}));
  const auto facts = gather_facts(database, ShopSettings{}, links, delivery, message, "How was it?");
  REQUIRE(facts);
  return facts->data;
}

const liquid::Value* order_fact(const liquid::Object& data, const char* name) {
  const liquid::Value* order = data.find("order");
  return order && order->is_object() ? order->object().find(name) : nullptr;
}

}  // namespace

TEST_CASE("a message tells of the customer's own order, and of no one else's") {
  Database database(":memory:", Database::Mode::ReadWrite);
  const CustomerId anna = Customers(database).create(now);
  const CustomerId ben = Customers(database).create(now);
  OrderRow order;
  order.key = "A";
  order.customer = anna;
  order.ordered_at = now;
  order.total_minor = 4990;
  order.currency = "EUR";
  order.lines = {{"p1", "Secret of Anna", 1, 4990}};
  REQUIRE(Orders(database).add(order, std::nullopt));

  const auto own = facts_of(database, anna, "A");
  REQUIRE(order_fact(own, "total"));
  CHECK(order_fact(own, "total")->real() == doctest::Approx(49.9));

  // Ben names it, and sees no more than the number that he gave.
  const auto foreign = facts_of(database, ben, "A");
  REQUIRE(order_fact(foreign, "order_id"));
  CHECK(order_fact(foreign, "order_id")->string() == "A");
  CHECK_FALSE(order_fact(foreign, "total"));
  CHECK_FALSE(order_fact(foreign, "products"));

  // An order that nobody knows is not mistaken for the customer's latest.
  const auto unknown = facts_of(database, anna, "Z");
  REQUIRE(order_fact(unknown, "order_id"));
  CHECK(order_fact(unknown, "order_id")->string() == "Z");
  CHECK_FALSE(order_fact(unknown, "total"));
}

TEST_CASE("products have the pictures and pages that the shop told of them") {
  Database database(":memory:", Database::Mode::ReadWrite);
  const CustomerId anna = Customers(database).create(now);
  NewEvent event;
  event.name = "Order Completed";
  event.occurred_at = now;
  event.customer = anna;
  event.body = R"json({"order_id": "A", "products": [
    {"product_id": "p1", "name": "Cup", "image_url": "https://img.example/p1.jpg", "url": "HTTPS://shop.example/p1"},
    {"product_id": "p2", "name": "Pot", "image_url": "data:text/html,x", "url": "javascript:x()", "variant": "blue"}
  ]})json";
  OrderRow order;
  order.key = "A";
  order.customer = anna;
  order.ordered_at = now;
  order.currency = "EUR";
  order.lines = {{"p1", "Cup", 1, 500}, {"p2", "Pot", 2, 1000}, {"p3", "Not told", 1, 100}};
  REQUIRE(Orders(database).add(order, Events(database).append(event, now)));

  const auto data = facts_of(database, anna, "A");
  const auto text = [&](std::size_t product, const char* name) -> std::string {
    const liquid::Value* value = order_fact(data, "products")->array().at(product).object().find(name);
    return value && value->is_string() ? value->string() : "-";
  };
  CHECK(text(0, "image_url") == "https://img.example/p1.jpg");
  CHECK(text(0, "url") == "HTTPS://shop.example/p1");
  // Only what a browser fetches, never what it runs.
  CHECK(text(1, "image_url") == "-");
  CHECK(text(1, "url") == "-");
  CHECK(text(1, "variant") == "blue");
  CHECK(text(2, "image_url") == "-");
  // The event that starts the message names an order and lists nothing: products are the order's.
  CHECK(data.find("products")->array().size() == 3);
}

TEST_CASE("the cart has what is in it now, by the name that the event says, else the latest") {
  Database database(":memory:", Database::Mode::ReadWrite);
  const CustomerId anna = Customers(database).create(now);
  const CustomerId ben = Customers(database).create(now);
  CartRow cart;
  cart.customer = anna;
  cart.key = "c1";
  cart.changed_at = now;
  cart.currency = "EUR";
  cart.checkout_url = "https://shop.example/checkout";
  CartLine cup;
  cup.product_id = "p1";
  cup.name = "Cup";
  cup.image_url = "https://shop.example/cup.jpg";
  cup.quantity = 2;
  cup.price_minor = 1550;
  cart.lines = {cup};
  Carts(database).save(cart);
  const auto cart_of = [&](CustomerId customer, const std::string& body) -> liquid::Object {
    MessageRow message;
    message.customer = customer;
    NewEvent event;
    event.name = "Product Added";
    event.occurred_at = now;
    event.body = body;
    message.event = Events(database).append(event, now);
    const LinkMaker links("http://shop",
                          std::make_shared<const TokenSigner>(std::vector<std::string>{"key"}));
    const auto facts = gather_facts(database, ShopSettings{}, links, DeliveryRow{}, message, "Cart");
    const liquid::Value* found = facts ? facts->data.find("cart") : nullptr;
    return found ? found->object() : liquid::Object{};
  };
  const liquid::Object found = cart_of(anna, R"({"cart_id": "c1"})");
  REQUIRE(found.find("items"));
  REQUIRE(found.find("items")->array().size() == 1);
  const liquid::Object item = found.find("items")->array().front().object();
  CHECK(item.find("name")->string() == "Cup");
  CHECK(item.find("image_url")->string() == "https://shop.example/cup.jpg");
  CHECK(item.find("price")->real() == doctest::Approx(15.5));
  CHECK(found.find("total")->real() == doctest::Approx(31));
  CHECK(found.find("count")->integer() == 2);
  CHECK(found.find("checkout_url")->string() == "https://shop.example/checkout");
  CHECK(cart_of(anna, "{}").find("cart_id")->string() == "c1");
  CHECK_FALSE(cart_of(anna, R"({"cart_id": "c2"})").find("items"));
  CHECK_FALSE(cart_of(ben, R"({"cart_id": "c1"})").find("items"));
}

TEST_CASE("products are those that the event is about") {
  std::string mistake;
  const auto products = [&](const char* body) { return event_products(*parse_json(body, mistake)); };
  CHECK(products(R"({"products": [{"sku": "a", "name": "A", "price": 2.5}, {"product_id": "b"}]})").size() ==
        2);
  const auto one = products(R"({"product_id": "a", "name": "A", "price": 2.5, "quantity": 3})");
  REQUIRE(one.size() == 1);
  CHECK(one[0].object().find("quantity")->integer() == 3);
  CHECK(products(R"({"plan": "gold", "products": "none"})").empty());
}

TEST_CASE("what goes to an address that nobody has proven speaks of that address alone") {
  Database database(":memory:", Database::Mode::ReadWrite);
  const CustomerId anna = Customers(database).create(now);
  CustomerRow row = *Customers(database).find(anna);
  row.first_name = "Anna";
  row.language = "nl";
  row.properties = R"({"shoe": 43})";
  Customers(database).save_traits(row);
  Addresses addresses(database);
  addresses.add(anna, "email", "anna@example.org", "anna@example.org", now);
  OrderRow order;
  order.key = "A";
  order.customer = anna;
  order.ordered_at = now;
  order.total_minor = 4990;
  order.currency = "EUR";
  REQUIRE(Orders(database).add(order, std::nullopt));
  MessageRow message;
  message.customer = anna;
  message.name = "account/new-address";
  message.kind = MessageKind::Confirmation;
  message.created_at = message.expires_at = now;
  message.id = Messages(database).add(message);
  DeliveryRow delivery;
  delivery.message = message.id;
  delivery.channel = "email";
  delivery.address = addresses.add(anna, "pending-email", "New@example.org", "new@example.org", now);
  delivery.idempotency_key = "k";
  delivery.id = Deliveries(database).add(delivery, now);
  const LinkMaker maker("http://shop", std::make_shared<const TokenSigner>(std::vector<std::string>{"key"}));
  const auto facts = gather_facts(database, ShopSettings{}, maker, delivery, message, "");
  REQUIRE(facts);
  CHECK(facts->customer_language == "nl");

  const liquid::Object& links = facts->data.find("links")->object();
  for (const char* own : {"unsubscribe", "confirm", "address"}) {
    CAPTURE(own);
    CHECK(links.find(own)->string().starts_with("http://shop/"));
  }
  for (const char* other : {"preferences", "view_in_browser", "feedback", "feedback_4", "nps", "nps_9",
                            "review", "push", "order"}) {
    CAPTURE(other);
    REQUIRE(links.find(other));
    CHECK(links.find(other)->is_nil());
  }
  const liquid::Object& customer = facts->data.find("customer")->object();
  CHECK(customer.find("email")->string() == "New@example.org");
  for (const char* other : {"first_name", "last_name", "phone", "orders", "spent", "properties"}) {
    CAPTURE(other);
    REQUIRE(customer.find(other));
    CHECK(customer.find(other)->is_nil());
  }
  CHECK_FALSE(facts->data.find("order"));
}

TEST_CASE("the shop's colour reaches the shipped mail, its button in Outlook too, and is readable there") {
  PreviewOf what{"order/thanks", MessageKind::Transactional, "", "https://mail.shop.example"};
  for (const char* color : {"", "#8a1c5a", "#ffd400"}) {
    CAPTURE(color);
    ShopSettings shop;
    shop.color = color;
    const MessageFacts facts = sample_facts(shop, what);
    const AccentColors by_day = light_colors(*color ? color : usual_accent),
                       by_night = dark_colors(*color ? color : usual_accent);
    liquid::Object data = facts.data;
    data.set("message", liquid::Value(liquid::Object{{"language", "en"}, {"kind", "transactional"}}));
    const auto environment = message_environment();
    const std::string folder = LIFECYCLED_SOURCE_DIR "/config/messages/";
    liquid::RenderOptions options;
    options.escape_html = true;
    liquid::Object button_data{{"url", "https://shop.example"}, {"text", "Look"}};
    const std::string button =
        liquid::Template::parse(read_file(folder + "partials/button.html"), "button", environment)
            .render(liquid::Value(button_data), options);
    data.set("content", liquid::Value(button));
    data.set("preheader", liquid::Value());
    const std::string html =
        liquid::Template::parse(read_file(folder + "layouts/mail.html"), "mail", environment)
            .render(liquid::Value(data), options);
    const auto has = [&](const std::string& text) { return html.find(text) != std::string::npos; };
    CHECK(has(".card a { color: " + by_day.accent + "; }"));
    CHECK(has("background-color: " + by_day.button + "; color: " + by_day.on_button + "; font-weight: 600"));
    CHECK(has("fillcolor=\"" + by_day.button + "\""));
    CHECK(has("<center style=\"color: " + by_day.on_button + ";"));
    CHECK(has(".card a { color: " + by_night.accent + " !important; }"));
    CHECK(has("background-color: " + by_night.tint + " !important; color: " + by_night.accent));
    if (*color) CHECK_FALSE(has(std::string(usual_accent)));
  }
}
