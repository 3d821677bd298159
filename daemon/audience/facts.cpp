#include "audience/facts.hpp"

#include <algorithm>
#include <array>

#include <boost/json/serialize.hpp>

#include "audience/address_form.hpp"
#include "audience/cart_facts.hpp"
#include "audience/choice_facts.hpp"
#include "audience/order_progress.hpp"
#include "audience/order_reading.hpp"
#include "audience/said.hpp"
#include "audience/traits.hpp"
#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "store/customer_ties.hpp"
#include "store/orders.hpp"
#include "store/quarantine.hpp"
#include "store/trait_times.hpp"

namespace lifecycled {
namespace {

// Signs of life: they count as a reaction to what we wrote, and end a rest.
constexpr std::array<std::string_view, 14> reactions{
    "Page Viewed",  "Product Viewed",   "Product List Viewed", "Products Searched",  "Product Added",
    "Cart Viewed",  "Checkout Started", "Order Completed",     "Message Clicked",    "Feedback Given",
    "NPS Answered", "Product Reviewed", "Screen Viewed",       "Preferences Changed"};

// From these facts follow. The others, most of all, are only remembered: their bodies need not be read.
constexpr std::array<std::string_view, 19> telling{"Consent Asked",
                                                   "Customer Identified",
                                                   "Consent Given",
                                                   "Consent Withdrawn",
                                                   "Feedback Given",
                                                   "Order Completed",
                                                   "Order Cancelled",
                                                   "Order Refunded",
                                                   "Order Updated",
                                                   "NPS Answered",
                                                   "Support Case Opened",
                                                   "Support Case Closed",
                                                   "Subscription Started",
                                                   "Subscription Renewed",
                                                   "Subscription Cancelled",
                                                   "Account Created",
                                                   "Signed Up",
                                                   "Preferences Changed",
                                                   "Address Changed"};

constexpr std::array<std::string_view, 7> about_carts{"Product Added",   "Wishlist Product Added to Cart",
                                                      "Product Removed", "Cart Viewed",
                                                      "Cart Emptied",    "Checkout Started",
                                                      "Order Completed"};

// What others have written down about the customer already.
constexpr std::array<std::string_view, 5> told_elsewhere{"Property Set", "List Joined", "List Left",
                                                         "Message Bounced", "Message Complained"};

constexpr std::size_t longest_word = 200;

}  // namespace

std::optional<StageChange> Facts::apply(Database& database, CustomerId customer, const StoredEvent& event,
                                        Instant now) {
  changed_.clear();
  is_only_reaction_ = true;
  refused_ = false;
  const auto change = follow(database, customer, event, now);
  // What was refused, an NPS of 11, was no answer.
  if (!refused_ && std::ranges::find(reactions, event.name) != reactions.end()) {
    Customers(database).note_reaction(customer, event.occurred_at);
    if (std::ranges::find(changed_, customer) == changed_.end()) changed_.push_back(customer);
  }
  return change;
}

std::optional<StageChange> Facts::follow(Database& database, CustomerId customer, const StoredEvent& event,
                                         Instant now) {
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
  if (event.name == "Order Completed" || event.name == "Order Updated") return order_completed(said);
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
  // Who says nothing says nothing newer.
  if (!row || !said.body.is_object() || said.body.get_object().empty()) return;
  // What was said later and heard earlier stands.
  TraitTimes times(said.database);
  const auto newest = times.newest(said.customer);
  const bool is_older = newest && said.event.occurred_at < *newest;
  const boost::json::object& told = said.body.get_object();
  const auto fault = is_older ? apply_older_traits(told, *row) : apply_traits(told, *row);
  for (const std::string& ignored : fault) refuse(said, ignored);
  if (!is_older) times.note(said.customer, said.event.occurred_at);
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

// Of a new order and of one that was changed.
std::optional<StageChange> Facts::order_completed(const Said& said) {
  Orders orders(said.database);
  const bool is_change = said.event.name == "Order Updated";
  const auto key = text_at(said.body, "order_id");
  const auto known = key ? orders.find(*key) : std::nullopt;
  // Whoever tells of changes alone, without total, changes nothing of what is kept here.
  if (is_change && (!known || !text_at(said.body, "total"))) return std::nullopt;
  std::string fault;
  auto order = read_order(said.body, said.event.name, settings_.shop_currency, fault);
  if (order && known && known->customer != said.customer) fault = "this order_id belongs to another customer";
  if (!order || !fault.empty()) {
    refuse(said, fault);
    return std::nullopt;
  }
  order->customer = said.customer;
  order->ordered_at = said.event.occurred_at;
  order->day = to_number(settings_.shop_zone.day_of(order->ordered_at));
  const auto days_before = Stages::purchase_days(said.database, said.customer);
  if (is_change) {
    orders.update(*order, said.event.occurred_at);
    // A shop that knows says so with each change: an order may be cancelled, and stand again.
    const auto status = text_at(said.body, "status");
    if (status == "cancelled") orders.cancel(order->key, said.event.occurred_at);
    if (status == "placed") orders.restore(order->key, said.event.occurred_at);
  } else {
    if (!orders.add(*order, said.event.id)) return std::nullopt;
    take_waiting_answers(said.database, said.customer, order->key, said.event, said.now);
  }
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
  auto amount = amount_at(said.body, "total", currency);
  const bool has_total = text_at(said.body, "total").has_value();
  if (said.event.name == "Order Refunded" && !has_total) {
    std::string fault;
    amount = refund_by_products(said.body, currency, fault);
    if (!fault.empty()) {
      refuse(said, fault);
      return std::nullopt;
    }
  }
  if (said.event.name == "Order Refunded" && has_total && (!amount || *amount < 0)) {
    refuse(said,
           "what was refunded must be a plain number such as 19.99; leave total out for the whole order");
    return std::nullopt;
  }
  std::optional<CustomerId> owner;
  if (said.event.name == "Order Cancelled") {
    owner = orders.cancel(*key, said.event.occurred_at);
  } else {
    const auto refund = text_at(said.body, "refund_id");
    if (refund && !refund->empty() && !orders.note_refund(*key, shortened(*refund, longest_word)))
      return std::nullopt;
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
