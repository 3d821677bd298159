#include "pages/mail_view.hpp"

#include <algorithm>

#include <boost/url/parse.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "message/html_links.hpp"

namespace lifecycled {
namespace {

constexpr std::string_view no_icon = "<link rel=\"icon\" href=\"data:,\">";

// Where the element of a start tag ends, whose end tag must stand somewhere.
std::size_t end_of_element(std::string_view html, const HtmlTag& tag) {
  const std::size_t inside = tag.at + tag.size;
  const auto end_tag = lower_ascii(html).find("</" + tag.name, inside);
  const auto bracket = html.find('>', end_tag);
  return bracket == std::string_view::npos ? html.size() : bracket + 1;
}

// Behind <head>, else <html>, else the doctype, behind which both are implied.
std::size_t place_of_icon(std::string_view html, const std::vector<HtmlTag>& tags) {
  std::size_t at = 0;
  if (lower_ascii(html.substr(0, 9)) == "<!doctype") at = std::min(html.find('>'), html.size() - 1) + 1;
  for (const HtmlTag& tag : tags) {
    if (tag.name == "html" || tag.name == "head") at = tag.at + tag.size;
    if (tag.name != "html") break;
  }
  return at;
}

// "https://shop.example https://*.shop.example", or nothing for what is no address of a site.
std::string sources_of(std::string_view shop_url) {
  const auto parsed = boost::urls::parse_uri(shop_url);
  if (!parsed) return "";
  std::string host = lower_ascii(std::string(parsed->encoded_host()));
  const bool is_plain =
      !host.empty() && host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string::npos;
  const std::string scheme = lower_ascii(std::string(parsed->scheme()));
  if (!is_plain || (scheme != "https" && scheme != "http")) return "";
  const std::string port = parsed->has_port() ? ":" + std::string(parsed->port()) : "";
  if (parsed->host_type() == boost::urls::host_type::ipv4)
    return fmt::format(" {}://{}{}", scheme, host, port);
  if (host.starts_with("www.")) host.erase(0, 4);
  return fmt::format(" {0}://{1}{2} {0}://*.{1}{2}", scheme, host, port);
}

}  // namespace

std::string mail_in_browser(std::string_view html, std::string_view public_url) {
  const std::vector<HtmlTag> tags = html_tags(html);
  const std::string opened = std::string(public_url) + "/i/", shown = std::string(public_url) + "/v/";
  const std::size_t icon = place_of_icon(html, tags);
  std::string out(html.substr(0, icon));
  out += no_icon;
  std::size_t done = icon;
  for (const HtmlTag& tag : tags) {
    const bool is_dot = tag.name == "img" && tag.url.starts_with(opened);
    const bool is_link_here = tag.name == "a" && tag.url.starts_with(shown);
    if (tag.at < done || (!is_dot && !is_link_here)) continue;
    out += html.substr(done, tag.at - done);
    done = is_dot ? tag.at + tag.size : end_of_element(html, tag);
  }
  return out.append(html.substr(done));
}

std::string mail_policy(std::string_view shop_url, bool has_foreign_pictures) {
  return fmt::format(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self'{}{}; form-action 'none'; "
      "base-uri 'none'; frame-ancestors 'none'; sandbox allow-popups allow-popups-to-escape-sandbox",
      sources_of(shop_url), has_foreign_pictures ? " https:" : "");
}

}  // namespace lifecycled
