#include "pages/order_page.hpp"

#include "base/link_payload.hpp"
#include "base/money.hpp"
#include "pages/order_story.hpp"
#include "store/erasures.hpp"
#include "store/orders.hpp"

namespace lifecycled {
namespace {

using liquid::Array;
using liquid::Object;
using liquid::Value;

struct Found {
  LinkFacts facts;
  std::optional<OrderRow> order;
  bool is_erased = false;  // it was there, and its buyer is nobody any more
  std::vector<ToldMark> marks;
  Value told;
};

Found look_up(Database& database, const std::string& key) {
  Found found;
  found.order = Orders(database).find(key);
  if (!found.order) {
    found.is_erased = Orders(database).find(erased_order_key(database, key)).has_value();
    return found;
  }
  found.facts = link_facts(database, found.order->customer, 0);
  found.marks = told_marks(database, *found.order);
  found.told = told_order(database, *found.order);
  return found;
}

Value text_or_nil(const std::string& text) { return text.empty() ? Value() : Value(text); }
Value instant_or_nil(const std::optional<Instant>& at) { return at ? Value(format_instant(*at)) : Value(); }

// What of the money went back while the order goes on; all of it is a status.
Value refunded_part(const OrderRow& order) {
  if (order.status != OrderStatus::PartlyRefunded) return {};
  return Value(main_units(order.refunded_minor, order.currency));
}

Object facts_of(const Found& found, const OrderStory& story, bool has_pictures) {
  Array steps;
  for (const OrderStep& step : story.steps) {
    steps.push_back(Object{{"name", to_text(step.mark)},
                           {"at", instant_or_nil(step.at)},
                           {"is_done", step.is_done},
                           {"is_now", step.is_now}});
  }
  Array products;
  for (const Value& product : found.told.object().find("products")->array()) {
    Object one = product.object();
    if (!has_pictures) one.set("image_url", Value());
    products.push_back(std::move(one));
  }
  return {{"order_id", found.order->key},
          {"status", story.status},
          {"steps", std::move(steps)},
          {"expected_at", instant_or_nil(story.expected_at)},
          {"carrier", text_or_nil(story.carrier)},
          {"tracking_number", text_or_nil(story.tracking_number)},
          {"tracking_url", text_or_nil(story.tracking_url)},
          {"products", std::move(products)},
          {"total", *found.told.object().find("total")},
          {"refunded", refunded_part(*found.order)},
          {"currency", found.order->currency}};
}

}  // namespace

void OrderPage::add_to(Router& router) {
  router.add(Method::Get, "/o/*", 0, [this](Request request) { return show(std::move(request)); });
}

boost::asio::awaitable<Response> OrderPage::show(Request request) {
  Visitor visitor(context_, request);
  const auto key = context_.signer->verify(order_purpose, request.tail);
  if (!key || !is_order_key(*key)) co_return visitor.bad_link();
  auto look = [key = *key](Database& database) { return look_up(database, key); };
  std::optional<Found> found;
  try {
    found = co_await context_.store.read(std::move(look));
  } catch (const std::exception& failure) {
    context_.log.error("page.store_failed", {{"reason", failure.what()}});
  }
  if (!found) co_return visitor.failure();
  if (found->is_erased) co_return visitor.bad_link();
  if (!found->order) co_return visitor.page(404, "order_unknown", Visitor::with_sign(""));
  visitor.know(found->facts);
  if (visitor.instead) co_return std::move(*visitor.instead);
  const PageSet& pages = visitor.configuration->pages;
  const std::string& own_zone = visitor.reader.time_zone;
  const auto zone = TimeZone::named(TimeZone::exists(own_zone) ? own_zone : pages.shop().time_zone);
  const OrderStory story = order_story(*found->order, found->marks, zone, context_.clock.now());
  co_return visitor.page(200, "order", facts_of(*found, story, pages.settings().product_pictures));
}

}  // namespace lifecycled
