// /intake/NAME: webhooks of the shop that [intake.NAME] speaks of. Checks the signature, reads the delivery
// and answers 200 only after what it brought is on disk. What cannot be understood is kept with its reason
// and answered 200, too: WooCommerce switches a webhook off after five answers that are no success, and
// sending it again would not make it better. Made by main(), outlives the server; io thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "intake/shop_reading.hpp"
#include "intake/shop_signature.hpp"
#include "store/quarantine.hpp"
#include "store/store.hpp"
#include "web/router.hpp"

namespace lifecycled {

// Orders of some hundred lines exist.
constexpr std::size_t most_shop_body_bytes = 1024 * 1024;

struct ShopRoute {
  ShopIntake shop;
  ShopSignature signature;
};

struct ShopRouteParts {
  Store& store;
  const Clock& clock;
  Log log;
  std::function<void()> on_events;  // after a commit that brought some
  // Begins to erase whom the platform says is to be forgotten. Their user id; nobody is no mistake.
  std::function<boost::asio::awaitable<void>(std::string)> erase;
};

class ShopRoutes {
 public:
  ShopRoutes(ShopRouteParts parts, std::vector<ShopRoute> shops);

  void add_to(Router& router);

 private:
  boost::asio::awaitable<Response> answer(const ShopRoute& route, Request request);
  boost::asio::awaitable<bool> keep(const ShopRoute& route, ShopReading reading, std::string delivery_key,
                                    std::string body, QuarantineDoor door);
  void tell(const ShopRoute& route, std::string_view topic, const ShopReading& reading);

  ShopRouteParts parts_;
  std::vector<ShopRoute> shops_;
  bool is_failing_ = false;
};

}  // namespace lifecycled
