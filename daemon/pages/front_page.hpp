// What answers beside the links of messages: GET / leads a person to the shop, /robots.txt tells search
// engines that there is nothing for them, and a person whose request comes to nothing gets a page instead of
// JSON. Made by Pages; io thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "pages/page_context.hpp"
#include "web/router.hpp"

namespace lifecycled {

class FrontPage {
 public:
  explicit FrontPage(const PageContext& context) : context_(context) {}
  void add_to(Router& router);

 private:
  boost::asio::awaitable<Response> lead_to_shop(Request request);
  Response error_page(unsigned status, std::string_view accept_language);

  const PageContext& context_;
  std::shared_ptr<const PageConfiguration> drawn_for_;
  std::map<std::pair<std::string_view, std::string>, Response> drawn_;  // by note and language
};

}  // namespace lifecycled
