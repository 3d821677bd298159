#include "message/message_facts.hpp"

#include "base/json_fields.hpp"
#include "base/money.hpp"
#include "liquid/json.hpp"
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

Value shop_facts(const ShopSettings& shop) {
  return Object{{"name", shop.name},
                {"address", shop.postal_address},
                {"url", shop.url},
                {"currency", shop.currency},
                {"time_zone", shop.time_zone}};
}

// Amounts in main units, as the money filter and people expect them.
Value amount(std::int64_t minor, const std::string& currency) { return Value(main_units(minor, currency)); }

Value order_facts(const OrderRow& order) {
  liquid::Array products;
  for (const OrderLine& line : order.lines) {
    products.push_back(
        Object{{"product_id", text_or_nil(line.product_id)},
               {"name", text_or_nil(line.name)},
               {"quantity", line.quantity},
               {"price", line.price_minor ? amount(*line.price_minor, order.currency) : Value()}});
  }
  return Object{{"order_id", order.key},
                {"total", amount(order.total_minor, order.currency)},
                {"currency", order.currency},
                {"coupon", text_or_nil(order.coupon)},
                {"ordered_at", format_instant(order.ordered_at)},
                {"products", std::move(products)}};
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

Value link_facts(const MessageLinks& links) {
  Object out{{"unsubscribe", links.unsubscribe}, {"rating", links.rating}};
  for (int value = 1; value <= 5; ++value) {
    out.set("rating_" + std::to_string(value), Value(links.rating + "?v=" + std::to_string(value)));
  }
  return out;
}

}  // namespace

std::optional<MessageFacts> gather_facts(Database& database, const ShopSettings& shop, const LinkMaker& links,
                                         const DeliveryRow& delivery, const MessageRow& message,
                                         const std::string& campaign_title) {
  const auto customer = Customers(database).find(message.customer);
  if (!customer) return std::nullopt;
  MessageFacts facts;
  facts.customer_language = customer->language.value_or("");
  facts.data.set("customer", customer_facts(database, *customer, shop.currency));
  facts.data.set("shop", shop_facts(shop));
  facts.data.set("campaign", Object{{"title", campaign_title}});
  facts.data.set("message", Object{{"name", message.name}, {"kind", std::string(name_of(message.kind))}});

  std::optional<std::string> named;  // the order that the event speaks of
  if (message.event) {
    if (const auto event = Events(database).find(*message.event)) {
      std::string mistake;
      const auto body = parse_json(event->body, mistake);
      if (body) {
        facts.data.set("event", liquid::from_json(*body));
        named = text_at(*body, "order_id");
      }
    }
  }
  const auto order = named ? Orders(database).find(*named) : Orders(database).latest(message.customer);
  if (order && order->customer == message.customer) {
    facts.data.set("order", order_facts(*order));
  } else if (named) {
    // Not known, or another customer's: nobody sees more of it than the number they gave.
    facts.data.set("order", Object{{"order_id", *named}});
  }

  std::string entry_key;
  if (message.journey) {
    if (const auto journey = Journeys(database).find(*message.journey)) entry_key = journey->entry_key;
  }
  facts.data.set("links",
                 link_facts(links.links(message.customer, delivery.id, delivery.channel, entry_key)));
  return facts;
}

MessageFacts sample_facts(const ShopSettings& shop, MessageKind kind, const std::string& campaign_title) {
  OrderRow order;
  order.key = "1001";
  order.total_minor = 4990;
  order.currency = shop.currency;
  order.lines = {{"sku-1", "Ceramic coffee cup", 2, 1500}, {"sku-2", "Beans <dark> & bold, 1 kg", 1, 1990}};
  MessageFacts facts;
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
  facts.data.set("shop", shop_facts(shop));
  facts.data.set("campaign", Object{{"title", campaign_title}});
  facts.data.set("message", Object{{"name", "sample"}, {"kind", std::string(name_of(kind))}});
  facts.data.set("event", order_facts(order));
  facts.data.set("order", order_facts(order));
  facts.data.set("links", link_facts({"https://shop.example/u/sample", "https://shop.example/r/sample"}));
  return facts;
}

}  // namespace lifecycled
