// GET /v1/qr?order_id=ID&format=svg (or png), with a write key: the code for an order's parcel, for the
// shop's own label printing. It leads to the rating page, also before we know of the order. Made by main();
// io thread.
#pragma once

#include <memory>
#include <string>

#include "base/signed_token.hpp"
#include "intake/write_keys.hpp"
#include "message/links.hpp"
#include "web/router.hpp"

namespace lifecycled {

class QrRoute {
 public:
  QrRoute(LinkMaker links, WriteKeys keys) : links_(std::move(links)), keys_(std::move(keys)) {}
  void add_to(Router& router);

 private:
  boost::asio::awaitable<Response> answer(Request request);

  LinkMaker links_;
  WriteKeys keys_;
};

}  // namespace lifecycled
