#include "pages/front_page.hpp"

#include "base/web_address.hpp"

namespace lifecycled {
namespace {

// The note that tells it.
std::string_view error_name(unsigned status) {
  switch (status) {
    case 404:
    case 405:
    case 414:
      return "bad_link";
    case 413:
      return "too_long";
    case 429:
      return "busy";
    default:
      return status >= 500 ? "failure" : "unreadable";
  }
}

}  // namespace

void FrontPage::add_to(Router& router) {
  router.add(Method::Get, "/", 0, [this](Request request) { return lead_to_shop(std::move(request)); });
  router.add(Method::Get, "/robots.txt", 0, [](Request) -> boost::asio::awaitable<Response> {
    // Links of messages are for those who got them.
    Response response{200, text_type, "User-agent: *\nDisallow: /\n", {}};
    co_return response;
  });
  router.set_error_page([this](unsigned status, std::string_view accept_language) {
    return error_page(status, accept_language);
  });
}

// Rendered once a language: those who get most of them ask too often.
Response FrontPage::error_page(unsigned status, std::string_view accept_language) {
  if (drawn_for_ != context_.now) {
    drawn_.clear();
    drawn_for_ = context_.now;
  }
  Visitor visitor(context_, std::string(accept_language));
  visitor.reader.own_language = visitor.reader.language;
  const std::string_view name = error_name(status);
  const auto key = std::pair(name, visitor.reader.language);
  auto found = drawn_.find(key);
  if (found == drawn_.end())
    found = drawn_.emplace(key, visitor.page(status, name, Visitor::with_sign("bad"))).first;
  Response response = found->second;
  response.status = status;
  return response;
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
