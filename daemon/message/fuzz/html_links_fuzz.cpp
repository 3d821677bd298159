// The HTML of a mail as anybody may have written it. Links stand where they are said to, one after the other;
// and when short ones take their place, every byte that is no link stays, and a browser would still find the
// same number of them.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "message/html_links.hpp"
#include "message/link_tracking.hpp"

using namespace lifecycled;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

// The text without its links.
std::string around(std::string_view html) {
  std::string out;
  std::size_t at = 0;
  for (const HtmlLink& link : html_links(html)) {
    out += html.substr(at, link.at - at);
    // An exchanged link gets quotes where it had none.
    if (!link.is_quoted) out += '"';
    out += '\n';
    if (!link.is_quoted) out += '"';
    at = link.at + link.size;
  }
  out += html.substr(at);
  return out;
}

void require_order(std::string_view html) {
  std::size_t end = 0;
  for (const HtmlLink& link : html_links(html)) {
    require(link.at >= end && link.at + link.size <= html.size());
    end = link.at + link.size;
  }
  require(end_of_body(html) <= html.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string html(reinterpret_cast<const char*>(data), size);
  require_order(html);
  static const LinkTracking tracking("https://mail.example", "https://shop.example",
                                     std::make_shared<TokenSigner>(std::vector<std::string>{"secret"}));
  ComposedMessage message;
  message.fields["html"] = html;
  TrackingOf how;
  how.delivery = 7;
  how.clicks = true;
  tracking.apply(message, how, [](const LinkTarget&) { return false; });
  const std::string changed = message.field("html");
  require_order(changed);
  require(html_links(changed).size() == html_links(html).size());
  require(around(changed) == around(html));
  return 0;
}
