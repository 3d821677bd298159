#include "web/shop_routes.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "intake/sent_time.hpp"
#include "intake/shop_webhook.hpp"
#include "intake/woocommerce.hpp"
#include "store/event_ids.hpp"
#include "store/quarantine.hpp"
#include "web/shop_news.hpp"

namespace lifecycled {
namespace {

constexpr const char* retry_after_s = "30";
constexpr std::size_t longest_header = 200;

struct ShopHeaders {
  std::string topic, signature, delivery;
  std::optional<Instant> sent_at;
};

ShopHeaders headers_of(const ShopIntake& shop, const Request& request) {
  ShopHeaders out;
  const auto header = [&](std::string_view name) {
    return clean_line(trimmed(request.header(name)), longest_header);
  };
  switch (shop.type) {
    case ShopType::WooCommerce:
      out.topic = header("x-wc-webhook-topic");
      out.signature = header("x-wc-webhook-signature");
      out.delivery = header("x-wc-webhook-delivery-id");
      break;
    case ShopType::Shopify:
      out.topic = header("x-shopify-topic");
      out.signature = header("x-shopify-hmac-sha256");
      out.delivery = header("x-shopify-webhook-id");
      out.sent_at = parse_sent_time(header("x-shopify-triggered-at"));
      break;
    case ShopType::Generic:
      if (!shop.mapping.topic.header.empty()) out.topic = header(shop.mapping.topic.header);
      if (!shop.mapping.delivery.header.empty()) out.delivery = header(shop.mapping.delivery.header);
      out.signature = header(shop.mapping.signature.header);
      break;
  }
  return out;
}

// WooCommerce makes its delivery ids of the webhook's number and the second: two orders of one second have
// the same one. So what was said counts, too.
std::string key_of(const ShopIntake& shop, const ShopHeaders& headers, std::string_view body) {
  if (headers.delivery.empty()) return "";
  return fmt::format("delivery:{}:{}:{}:{}", shop.name, headers.topic, headers.delivery,
                     to_hex(bytes_of(sha256(body))));
}

}  // namespace

ShopRoutes::ShopRoutes(ShopRouteParts parts, std::vector<ShopRoute> shops)
    : parts_(std::move(parts)), shops_(std::move(shops)) {}

void ShopRoutes::add_to(Router& router) {
  for (const ShopRoute& route : shops_) {
    router.add(
        Method::Post, "/intake/" + route.shop.name, most_shop_body_bytes,
        [this, &route](Request request) { return answer(route, std::move(request)); }, Throttle::FailedKeys);
  }
}

boost::asio::awaitable<Response> ShopRoutes::answer(const ShopRoute& route, Request request) {
  ShopHeaders headers = headers_of(route.shop, request);
  Response thanks{200, text_type, "", {}};
  // Asks whether somebody is here; it says nothing, so it needs no signature.
  const bool is_ping = route.shop.type == ShopType::WooCommerce && headers.signature.empty() &&
                       is_woocommerce_ping(request.body);
  if (is_ping) co_return thanks;
  if (!route.signature.has_signed(request.body, headers.signature)) {
    parts_.log.warning("shop.refused",
                       {{"intake", route.shop.name},
                        {"topic", headers.topic},
                        {"client", request.client.masked()},
                        {"reason", headers.signature.empty() ? "no signature" : "another secret signed it"}});
    co_return problem_response(401, "this is not signed with the secret of this intake");
  }
  const ShopDelivery delivery{headers.topic, request.body, parts_.clock.now(), headers.sent_at};
  ShopReading reading = read_shop_webhook(route.shop, delivery);
  tell(route, headers.topic, reading);
  const std::vector<std::string> erase = reading.erase;
  if (headers.delivery.empty()) headers.delivery = clean_line(reading.delivery, longest_header);
  std::string key = key_of(route.shop, headers, request.body);
  std::string body = std::move(request.body);
  QuarantineDoor door{"intake/" + route.shop.name, headers.topic, headers.sent_at};
  const bool is_kept =
      co_await keep(route, std::move(reading), std::move(key), std::move(body), std::move(door));
  if (!is_kept) {
    Response later = problem_response(503, "this could not be stored at the moment; send it again");
    later.headers.emplace_back("Retry-After", retry_after_s);
    co_return later;
  }
  for (const std::string& customer : erase) {
    std::string name = customer;
    co_await parts_.erase(std::move(name));
  }
  co_return thanks;
}

void ShopRoutes::tell(const ShopRoute& route, std::string_view topic, const ShopReading& reading) {
  if (!reading.set_aside.empty()) {
    parts_.log.warning("shop.set_aside",
                       {{"intake", route.shop.name}, {"topic", topic}, {"reason", reading.set_aside}});
  }
  if (reading.asks_for_data)
    parts_.log.warning("shop.person_needed", {{"intake", route.shop.name}, {"topic", topic}});
}

boost::asio::awaitable<bool> ShopRoutes::keep(const ShopRoute& route, ShopReading reading,
                                              std::string delivery_key, std::string body,
                                              QuarantineDoor door) {
  auto write = [reading = std::move(reading), delivery_key = std::move(delivery_key), body = std::move(body),
                door = std::move(door), now = parts_.clock.now()](Database& database) mutable {
    if (!delivery_key.empty() && !EventIds(database).remember(delivery_key)) return false;
    const std::vector<NewEvent> news = shop_news(database, reading, now);
    if (!news.empty()) Events(database).append(news, now);
    if (!reading.set_aside.empty()) {
      Quarantine(database).add(EventSource::Http, reading.set_aside, body, now, std::nullopt, door);
    }
    return !news.empty();
  };
  bool brings_events = false;
  try {
    brings_events = co_await parts_.store.write(std::move(write));
  } catch (const std::exception& failure) {
    // Once for each outage: a shop goes on sending, and the disk stays full for longer.
    if (!is_failing_)
      parts_.log.error("shop.store_failed", {{"intake", route.shop.name}, {"reason", failure.what()}});
    is_failing_ = true;
    co_return false;
  }
  if (std::exchange(is_failing_, false)) parts_.log.info("shop.store_works_again");
  if (brings_events && parts_.on_events) parts_.on_events();
  co_return true;
}

}  // namespace lifecycled
