#include "pages/shop_origin.hpp"

#include "base/text.hpp"
#include "pages/push_subscription.hpp"

namespace lifecycled {
namespace {

// "www.shop.example" is the shop as well as "shop.example".
std::string with_other_www(const std::string& origin) {
  const auto host = origin.find("://");
  if (host == std::string::npos) return "";
  const std::string scheme = origin.substr(0, host + 3), rest = origin.substr(host + 3);
  return rest.starts_with("www.") ? scheme + rest.substr(4) : scheme + "www." + rest;
}

}  // namespace

bool is_shops_origin(const PageContext& context, const Request& request) {
  const std::string origin(request.header("origin"));
  if (origin.empty() || origin_of(origin) != origin) return false;
  // Our own page, by whatever name it was reached.
  const std::string host = lower_ascii(request.header("host"));
  if (!host.empty() && (origin == "https://" + host || origin == "http://" + host)) return true;
  const std::string shop = origin_of(context.now->shop_url);
  return origin == shop || origin == with_other_www(shop) || origin == origin_of(context.public_url);
}

Response for_origin(Response response, const std::string& origin) {
  response.headers.emplace_back("Access-Control-Allow-Origin", origin);
  response.headers.emplace_back("Vary", "Origin");
  return response;
}

}  // namespace lifecycled
