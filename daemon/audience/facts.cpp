#include "audience/facts.hpp"

#include <algorithm>
#include <array>

#include <boost/json/serialize.hpp>

#include "audience/address_form.hpp"
#include "audience/cart_facts.hpp"
#include "audience/choice_facts.hpp"
#include "audience/order_progress.hpp"
#include "audience/said.hpp"
#include "audience/traits.hpp"
#include "base/json_fields.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "store/customer_ties.hpp"
#include "store/orders.hpp"
#include "store/quarantine.hpp"

namespace lifecycled {
namespace {

// Signs of life: they count as a reaction to what we wrote, and end a rest.
constexpr std::array<std::string_view, 13> reactions{
    "Page Viewed",  "Product Viewed",   "Product List Viewed", "Products Searched", "Product Added",
    "Cart Viewed",  "Checkout Started", "Order Completed",     "Message Clicked",   "Feedback Given",
    "NPS Answered", "Product Reviewed", "Screen Viewed"};

// From these facts follow. The others, most of all, are only remembered: their bodies need not be read.
constexpr std::array<std::string_view, 18> telling{
    "Consent Asked",        "Customer Identified",    "Consent Given",       "Consent Withdrawn",
    "Feedback Given",       "Order Completed",        "Order Cancelled",     "Order Refunded",
    "NPS Answered",         "Support Case Opened",    "Support Case Closed", "Subscription Started",
    "Subscription Renewed", "Subscription Cancelled", "Account Created",     "Signed Up",
    "Preferences Changed",  "Address Changed"};

constexpr std::array<std::string_view, 6> about_carts{"Product Added", "Product Removed",  "Cart Viewed",
                                                      "Cart Emptied",  "Checkout Started", "Order Completed"};

// What others have written down about the customer already.
constexpr std::array<std::string_view, 5> told_elsewhere{"Property Set", "List Joined", "List Left",
                                                         "Message Bounced", "Message Complained"};

constexpr std::size_t most_order_lines = 500;
constexpr std::size_t longest_word = 200;

std::vector<OrderLine> order_lines(const boost::json::value& body, std::string_view currency) {
  std::vector<OrderLine> lines;
  const auto* products = member(body, "products");
  const auto* list = products ? products->if_array() : nullptr;
  if (!list) return lines;
  for (const auto& product : *list) {
    if (lines.size() == most_order_lines) break;
    OrderLine line;
    line.product_id = text_at(product, "product_id");
    if (!line.product_id) line.product_id = text_at(product, "sku");
    line.name = text_at(product, "name");
    line.quantity =
        static_cast<std::int64_t>(std::clamp(number_at(product, "quantity").value_or(1.0), 0.0, 1e9));
    line.price_minor = amount_at(product, "price", currency);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

std::optional<StageChange> Facts::apply(Database& database, CustomerId customer, const StoredEvent& event,
                                        Instant now) {
  changed_.clear();
  is_only_reaction_ = true;
  refused_ = false;
  if (std::ranges::find(reactions, event.name) != reactions.end()) {
    Customers(database).note_reaction(customer, event.occurred_at);
    changed_ = {customer};
  }
  if (event.name == "Message Opened") {
    Customers(database).note_opened(customer, event.occurred_at);
    changed_ = {customer};
  }
  if (std::ranges::find(told_elsewhere, event.name) != told_elsewhere.end()) {
    changed_ = {customer};
    is_only_reaction_ = false;
  }
  apply_to_carts(database, customer, event, settings_.shop_currency);
  if (std::ranges::find(about_carts, event.name) != about_carts.end()) {
    Customers(database).note_carts(customer);
    changed_ = {customer};
    is_only_reaction_ = false;
  }
  note_order_progress(database, customer, event);
  if (std::ranges::find(telling, event.name) == telling.end()) return std::nullopt;
  changed_ = {customer};
  is_only_reaction_ = false;
  std::string mistake;
  auto body = parse_json(event.body, mistake);
  Said said{database, customer, event, body ? std::move(*body) : boost::json::value{}, now};
  if (event.name == "Customer Identified") traits(said);
  if (event.name == "Consent Asked") asked(said);
  if (event.name == "Consent Given") consent(said, true);
  if (event.name == "Consent Withdrawn") consent(said, false);
  if (event.name == "Preferences Changed") preferences(said);
  if (event.name == "Feedback Given") feedback(said);
  if (event.name == "NPS Answered") nps(said);
  if (event.name == "Address Changed") address_changed(said);
  if (event.name.starts_with("Support Case ") || event.name.starts_with("Subscription ")) tie(said);
  if (event.name == "Account Created" || event.name == "Signed Up") {
    Customers(database).note_account(customer);
    source(said);
  }
  if (event.name == "Order Completed") return order_completed(said);
  if (event.name == "Order Cancelled" || event.name == "Order Refunded") return order_undone(said);
  return std::nullopt;
}

void Facts::refuse(const Said& said, std::string_view what) {
  // A customer with a wrong phone number is still a customer; an order without a total is no order.
  refused_ = refused_ || said.event.name != "Customer Identified";
  // The event stays in the log; that no fact followed from it must not stay unnoticed.
  Quarantine(said.database).add(said.event.source, what, said.event.body, said.now, said.event.id);
  log_.warning("facts.refused", {{"event", said.event.id}, {"name", said.event.name}, {"reason", what}});
}

std::optional<AddressId> Facts::add_address(const Said& said, const std::string& kind,
                                            const std::string& value) {
  const auto normal = normal_address(kind, value);
  if (!normal) {
    refuse(said, kind == "email"   ? "this is not an e-mail address"
                 : kind == "phone" ? "this is not a phone number in international form"
                                   : "this is not a browser's subscription of at most 4096 bytes");
    return std::nullopt;
  }
  return Addresses(said.database).add(said.customer, kind, trimmed(value), *normal, said.now);
}

void Facts::traits(const Said& said) {
  Customers customers(said.database);
  auto row = customers.find(said.customer);
  if (!row || !said.body.is_object()) return;
  for (const std::string& ignored : apply_traits(said.body.get_object(), *row)) refuse(said, ignored);
  customers.save_traits(*row);
  source(said);
  if (const auto channel = text_at(said.body, "preferred_channel");
      channel && channel->size() <= longest_word)
    customers.save_preferred_channel(said.customer, *channel);
  addresses(said);
}

void Facts::addresses(const Said& said) {
  if (const auto email = text_at(said.body, "email")) add_address(said, "email", *email);
  if (const auto phone = text_at(said.body, "phone")) add_address(said, "phone", *phone);
}

std::optional<StageChange> Facts::order_completed(const Said& said) {
  OrderRow order;
  const auto key = text_at(said.body, "order_id");
  if (!key || key->empty()) {
    refuse(said, "an Order Completed without order_id is no order");
    return std::nullopt;
  }
  order.key = *key;
  order.customer = said.customer;
  order.ordered_at = said.event.occurred_at;
  order.day = to_number(settings_.shop_zone.day_of(order.ordered_at));
  order.currency = upper_ascii(text_at(said.body, "currency").value_or(settings_.shop_currency));
  if (!is_currency_code(order.currency)) {
    refuse(said, "currency must be a code of three letters such as EUR");
    return std::nullopt;
  }
  auto total = amount_at(said.body, "total", order.currency);
  if (!total) total = amount_at(said.body, "revenue", order.currency);
  if (!total) {
    refuse(said, "an order's total must be a plain number such as 19.99");
    return std::nullopt;
  }
  if (*total < 0) {
    refuse(said, "an order's total is not below zero; send Order Refunded for money that goes back");
    return std::nullopt;
  }
  if (const auto known = Orders(said.database).find(order.key); known && known->customer != said.customer) {
    refuse(said, "this order_id belongs to another customer");
    return std::nullopt;
  }
  order.total_minor = *total;
  order.discount_minor = amount_at(said.body, "discount", order.currency).value_or(0);
  order.coupon = text_at(said.body, "coupon");
  if (order.coupon && order.coupon->empty()) order.coupon.reset();
  order.in_store = text_at(said.body, "sales_channel") == "store";
  order.lines = order_lines(said.body, order.currency);

  const auto days_before = Stages::purchase_days(said.database, said.customer);
  if (!Orders(said.database).add(order, said.event.id)) return std::nullopt;
  take_waiting_answers(said.database, said.customer, order.key, said.event, said.now);
  return stages_.orders_changed(said.database, said.customer, days_before, settings_.shop_currency, said.now);
}

std::optional<StageChange> Facts::order_undone(const Said& said) {
  const auto key = text_at(said.body, "order_id");
  if (!key || key->empty()) {
    refuse(said, "which order is it? order_id is missing");
    return std::nullopt;
  }
  Orders orders(said.database);
  const auto order = orders.find(*key);
  const auto days_before =
      order ? Stages::purchase_days(said.database, order->customer) : std::vector<std::int64_t>{};
  const std::string& currency = order ? order->currency : settings_.shop_currency;
  const auto amount = amount_at(said.body, "total", currency);
  if (said.event.name == "Order Refunded" && text_at(said.body, "total") && (!amount || *amount < 0)) {
    refuse(said,
           "what was refunded must be a plain number such as 19.99; leave total out for the whole order");
    return std::nullopt;
  }
  std::optional<CustomerId> owner;
  if (said.event.name == "Order Cancelled") {
    owner = orders.cancel(*key);
  } else {
    owner = orders.refund(*key, amount);
  }
  if (!owner) return std::nullopt;
  if (*owner != said.customer) changed_.push_back(*owner);
  return stages_.orders_changed(said.database, *owner, days_before, settings_.shop_currency, said.now);
}

void Facts::preferences(const Said& said) {
  const std::string_view fault =
      apply_choices(said.database, said.customer, said.body, said.event.occurred_at);
  if (!fault.empty()) refuse(said, fault);
}

void Facts::feedback(const Said& said) {
  const auto rating = number_at(said.body, "rating");
  if (!rating || *rating < 1 || *rating > 5) return refuse(said, "a rating is a number from 1 to 5");
  Customers(said.database).save_rating(said.customer, static_cast<std::int64_t>(*rating));
}

void Facts::nps(const Said& said) {
  const auto score = number_at(said.body, "score");
  if (!score || *score < 0 || *score > 10 ||
      *score != static_cast<double>(static_cast<std::int64_t>(*score))) {
    return refuse(said, "score is a whole number from 0 to 10");
  }
  Customers(said.database).save_nps(said.customer, static_cast<std::int64_t>(*score));
}

// Support cases and subscriptions, under the shop's own ids.
void Facts::tie(const Said& said) {
  const bool is_case = said.event.name.starts_with("Support Case ");
  const auto key = text_at(said.body, is_case ? "case_id" : "subscription_id");
  if (!key || key->empty() || key->size() > longest_word) {
    return refuse(said, is_case ? "which case is it? case_id is missing"
                                : "which subscription is it? subscription_id is missing");
  }
  const bool open = said.event.name != "Support Case Closed" && said.event.name != "Subscription Cancelled";
  CustomerTies(said.database)
      .tell(said.customer, is_case ? TieKind::SupportCase : TieKind::Subscription, *key, open,
            said.event.occurred_at);
}

// Where the customer came from: the first word about it stays.
void Facts::source(const Said& said) {
  auto from = text_at(said.body, "source");
  if (!from || trimmed(*from).empty()) from = text_at(said.body, "utm_source");
  if (!from || trimmed(*from).empty() || from->size() > longest_word) return;
  Customers(said.database).note_source(said.customer, trimmed(*from));
}

}  // namespace lifecycled
