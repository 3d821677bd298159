#include "message/message_facts.hpp"

#include "base/json_fields.hpp"
#include "base/money.hpp"
#include "liquid/json.hpp"
#include "message/accent_colors.hpp"
#include "message/product_facts.hpp"
#include "store/carts.hpp"
#include "store/orders.hpp"

namespace lifecycled {
namespace {

using liquid::Object;
using liquid::Value;

Value text_or_nil(const std::optional<std::string>& text) { return text ? Value(*text) : Value(); }

std::string_view name_of(MessageKind kind) {
  switch (kind) {
    case MessageKind::Marketing:
      return "marketing";
    case MessageKind::Transactional:
      return "transactional";
    case MessageKind::Confirmation:
      return "confirmation";
  }
  return "?";
}

Object color_facts(const AccentColors& colors) {
  return {{"accent", colors.accent},
          {"button", colors.button},
          {"on_button", colors.on_button},
          {"tint", colors.tint}};
}

Value shop_facts(const ShopSettings& shop) {
  const std::string_view color = shop.color.empty() ? usual_accent : std::string_view(shop.color);
  Object colors = color_facts(light_colors(color));
  colors.set("dark", color_facts(dark_colors(color)));
  return Object{{"name", shop.name},         {"address", shop.postal_address}, {"url", shop.url},
                {"currency", shop.currency}, {"time_zone", shop.time_zone},    {"colors", std::move(colors)}};
}

// Amounts in main units, as the money filter and people expect them.
Value amount(std::int64_t minor, const std::string& currency) { return Value(main_units(minor, currency)); }

std::optional<boost::json::value> body_of(Database& database, std::optional<EventId> event) {
  if (!event) return std::nullopt;
  const auto stored = Events(database).find(*event);
  std::string mistake;
  return stored ? parse_json(stored->body, mistake) : std::nullopt;
}

// With the pictures and pages that the shop told of its products.
Value full_order_facts(Database& database, const OrderRow& order) {
  const auto told = body_of(database, order.event);
  return order_facts(order, told ? &*told : nullptr);
}

Value customer_facts(Database& database, const CustomerRow& customer, const std::string& currency) {
  const auto emails = Addresses(database).of_customer(customer.id, "email");
  const auto phones = Addresses(database).of_customer(customer.id, "phone");
  std::string mistake;
  const auto properties = parse_json(customer.properties, mistake);
  return Object{{"first_name", text_or_nil(customer.first_name)},
                {"last_name", text_or_nil(customer.last_name)},
                {"email", emails.empty() ? Value() : Value(emails.front().value)},
                {"phone", phones.empty() ? Value() : Value(phones.front().value)},
                {"language", text_or_nil(customer.language)},
                {"country", text_or_nil(customer.country)},
                {"time_zone", text_or_nil(customer.time_zone)},
                {"stage", std::string(to_text(customer.stage))},
                {"orders", customer.orders},
                {"spent", amount(customer.spent_minor, currency)},
                {"last_rating", customer.last_rating ? Value(*customer.last_rating) : Value()},
                {"properties", properties ? liquid::from_json(*properties) : Value()}};
}

// What goes to an address of which nobody knows yet whose it is speaks of that address alone: its proof, and
// the word that it was somebody else. No way to the customer's choices, orders or data, nor their name.
Value links_of_the_address(const MessageLinks& links) {
  Object out{{"unsubscribe", links.unsubscribe}, {"confirm", links.confirm}, {"address", links.address}};
  for (const char* name :
       {"preferences", "keep", "view_in_browser", "feedback", "nps", "review", "push", "order"})
    out.set(name, Value());
  for (int value = 1; value <= 5; ++value) out.set("feedback_" + std::to_string(value), Value());
  for (int value = 0; value <= 10; ++value) out.set("nps_" + std::to_string(value), Value());
  return out;
}

MessageFacts facts_of_the_address(Database& database, MessageFacts facts, const CustomerRow& customer,
                                  const DeliveryRow& delivery, const MessageLinks& links) {
  Object about;
  for (const char* name :
       {"first_name", "last_name", "email", "phone", "stage", "orders", "spent", "last_rating", "properties"})
    about.set(name, Value());
  about.set("language", text_or_nil(customer.language));
  about.set("country", text_or_nil(customer.country));
  about.set("time_zone", text_or_nil(customer.time_zone));
  const auto address = delivery.address ? Addresses(database).find(*delivery.address) : std::nullopt;
  if (address) about.set(address->kind == "phone" ? "phone" : "email", Value(address->value));
  facts.data.set("customer", std::move(about));
  facts.data.set("links", links_of_the_address(links));
  return facts;
}

Value link_facts(const MessageLinks& links, const std::string& order) {
  Object out{{"unsubscribe", links.unsubscribe},
             {"preferences", links.preferences},
             {"keep", links.preferences + "?keep=1"},
             {"view_in_browser", links.view_in_browser},
             {"feedback", links.feedback},
             {"confirm", links.confirm},
             {"nps", links.nps},
             {"review", links.review},
             {"push", links.push},
             {"address", links.address},
             {"order", order.empty() ? Value() : Value(order)}};
  for (int value = 1; value <= 5; ++value) {
    out.set("feedback_" + std::to_string(value), Value(links.feedback + "?v=" + std::to_string(value)));
  }
  for (int value = 0; value <= 10; ++value) {
    out.set("nps_" + std::to_string(value), Value(links.nps + "?v=" + std::to_string(value)));
  }
  return out;
}

void set_frame(MessageFacts& facts, const ShopSettings& shop, const std::string& message, MessageKind kind,
               const std::string& campaign_title) {
  facts.data.set("shop", shop_facts(shop));
  facts.data.set("campaign", Object{{"title", campaign_title}});
  facts.data.set("message", Object{{"name", message}, {"kind", std::string(name_of(kind))}});
}

// `products` are those that the event is about; without any, those of the order.
void set_order(MessageFacts& facts, Value order, liquid::Array products) {
  if (products.empty()) products = order.object().find("products")->array();
  facts.data.set("products", std::move(products));
  facts.data.set("order", std::move(order));
}

}  // namespace

std::optional<MessageFacts> gather_facts(Database& database, const ShopSettings& shop, const LinkMaker& links,
                                         const DeliveryRow& delivery, const MessageRow& message,
                                         const std::string& campaign_title) {
  const auto customer = Customers(database).find(message.customer);
  if (!customer) return std::nullopt;
  MessageFacts facts;
  facts.customer_language = customer->language.value_or("");
  set_frame(facts, shop, message.name, message.kind, campaign_title);
  if (message.kind == MessageKind::Confirmation) {
    if (const auto body = body_of(database, message.event)) facts.data.set("event", liquid::from_json(*body));
    return facts_of_the_address(database, std::move(facts), *customer, delivery,
                                links.links(message.customer, delivery.id, delivery.channel, ""));
  }
  facts.data.set("customer", customer_facts(database, *customer, shop.currency));

  std::optional<std::string> named, cart_key;  // the order and the cart that the event speaks of
  liquid::Array products;
  if (const auto body = body_of(database, message.event)) {
    facts.data.set("event", liquid::from_json(*body));
    named = text_at(*body, "order_id");
    cart_key = text_at(*body, "cart_id");
    products = event_products(*body);
  }
  const auto order = named ? Orders(database).find(*named) : Orders(database).latest(message.customer);
  std::string order_link;
  if (order && order->customer == message.customer) {
    order_link = links.order(order->key);
    set_order(facts, full_order_facts(database, *order), std::move(products));
  } else {
    // Not known, or another customer's: nobody sees more of it than the number they gave.
    if (named) facts.data.set("order", Object{{"order_id", *named}});
    facts.data.set("products", std::move(products));
  }

  // As it is now: what was put in since is there, what was bought is not.
  Carts carts(database);
  if (auto cart = cart_key ? carts.find(message.customer, *cart_key) : carts.latest(message.customer))
    facts.data.set("cart", cart_facts(*cart));

  std::string entry_key;
  if (message.journey) {
    if (const auto journey = Journeys(database).find(*message.journey)) entry_key = journey->entry_key;
  }
  facts.data.set("links", link_facts(links.links(message.customer, delivery.id, delivery.channel, entry_key),
                                     order_link));
  return facts;
}

std::optional<MessageFacts> preview_facts(Database& database, const ShopSettings& shop, CustomerId customer,
                                          const PreviewOf& what) {
  const auto known = Customers(database).find(customer);
  if (!known) return std::nullopt;
  MessageFacts facts = sample_facts(shop, what);
  facts.customer_language = known->language.value_or("");
  facts.data.set("customer", customer_facts(database, *known, shop.currency));
  if (const auto cart = Carts(database).latest(customer)) facts.data.set("cart", cart_facts(*cart));
  const auto order = Orders(database).latest(customer);
  if (!order) return facts;
  facts.has_own_order = true;
  set_order(facts, full_order_facts(database, *order), {});
  if (const auto told = body_of(database, order->event)) facts.data.set("event", liquid::from_json(*told));
  return facts;
}

MessageFacts sample_facts(const ShopSettings& shop, const PreviewOf& what) {
  MessageFacts facts;
  set_frame(facts, shop, what.message, what.kind, what.campaign_title);
  facts.data.set("customer", Object{{"first_name", "Anna"},
                                    {"last_name", "de Vries"},
                                    {"email", "anna@example.org"},
                                    {"phone", "+31612345678"},
                                    {"language", shop.language},
                                    {"country", "NL"},
                                    {"time_zone", shop.time_zone},
                                    {"stage", "active repeat"},
                                    {"orders", 2},
                                    {"spent", 99.8},
                                    {"last_rating", 4},
                                    {"properties", Object{}}});
  facts.data.set("event", sample_order(shop.currency));
  set_order(facts, sample_order(shop.currency), {});
  facts.data.set("cart", sample_cart(shop.currency));
  const std::string& url = what.public_url;
  facts.data.set("links", link_facts({url + "/u/sample", url + "/r/sample", url + "/p/sample",
                                      url + "/v/sample", url + "/c/sample", url + "/n/sample",
                                      url + "/e/sample", url + "/w/sample", url + "/a/sample"},
                                     url + "/o/sample"));
  return facts;
}

MessageFacts sample_facts(const ShopSettings& shop, MessageKind kind, const std::string& campaign_title) {
  return sample_facts(shop, PreviewOf{"sample", kind, campaign_title, "https://shop.example"});
}

}  // namespace lifecycled
