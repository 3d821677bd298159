#include "pages/page_style.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr std::string_view for_pages = "pages:";

}  // namespace

std::string compact_style(std::string_view css, std::string_view page) {
  std::string bare;
  bool is_ours = true;
  for (std::size_t at = 0; at < css.size();) {
    const auto comment = css.find("/*", at);
    if (is_ours) bare += css.substr(at, comment - at);
    if (comment == std::string_view::npos) break;
    const auto end = std::min(css.find("*/", comment + 2), css.size());
    std::string_view words = trimmed(css.substr(comment + 2, end - comment - 2));
    if (words == "all pages") is_ours = true;
    if (words.starts_with(for_pages)) {
      const auto named = split(words.substr(for_pages.size()), ' ');
      is_ours = std::ranges::find(named, page) != named.end();
    }
    at = std::min(end + 2, css.size());
  }
  std::string out;
  for (const std::string_view line : split(bare, '\n')) {
    const std::string_view words = trimmed(line);
    if (words.empty()) continue;
    out += words;
    // A line that ends a rule or a declaration needs no blank behind it; others may.
    if (out.back() != '{' && out.back() != '}' && out.back() != ';' && out.back() != ',') out += ' ';
  }
  return out;
}

std::string page_policy(std::string_view style, bool has_foreign_pictures, std::string_view script) {
  return fmt::format(
      "default-src 'none'; style-src 'sha256-{}'; img-src data:{}; {}form-action 'self'; base-uri 'none'; "
      "frame-ancestors 'none'",
      to_base64(bytes_of(sha256(style))), has_foreign_pictures ? " https:" : "",
      script.empty() ? ""
                     : fmt::format("script-src 'sha256-{}'; connect-src 'self'; worker-src 'self'; ",
                                   to_base64(bytes_of(sha256(script)))));
}

std::string picture_address(const PageLogo& logo) {
  return logo.bytes.empty() ? "" : fmt::format("data:{};base64,{}", logo.media_type, to_base64(logo.bytes));
}

}  // namespace lifecycled
