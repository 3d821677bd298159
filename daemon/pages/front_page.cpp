#include "pages/front_page.hpp"

#include "base/web_address.hpp"

namespace lifecycled {

void FrontPage::add_to(Router& router) {
  router.add(Method::Get, "/", 0, [this](Request request) { return lead_to_shop(std::move(request)); });
  router.add(Method::Get, "/robots.txt", 0, [](Request) -> boost::asio::awaitable<Response> {
    // Links of messages are for those who got them.
    Response response{200, text_type, "User-agent: *\nDisallow: /\n", {}};
    co_return response;
  });
  router.set_otherwise([this](Request request) -> boost::asio::awaitable<Response> {
    co_return Visitor(context_, request).bad_link();
  });
}

boost::asio::awaitable<Response> FrontPage::lead_to_shop(Request request) {
  Visitor visitor(context_, request);
  const std::string& shop = visitor.configuration->pages.shop().url;
  if (!is_web_address(shop)) co_return visitor.bad_link();
  Response response{302, {}, {}, {}};
  response.headers = {{"Location", shop}};
  co_return response;
}

}  // namespace lifecycled
