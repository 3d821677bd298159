#include "web/security_headers.hpp"

#include <algorithm>
#include <string_view>

#include "base/text.hpp"

namespace lifecycled {
namespace {

struct Header {
  std::string_view name, value;
};

constexpr Header for_all[] = {
    {"Content-Security-Policy",
     "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cache-Control", "no-store"},
};
constexpr Header resource_here{"Cross-Origin-Resource-Policy", "same-origin"};
// A picture stands in mails, which web mail shows on its own site.
constexpr Header resource_anywhere{"Cross-Origin-Resource-Policy", "cross-origin"};
// Only documents have windows, and powers to ask for.
constexpr Header for_pages[] = {
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
};
// A year; of this name alone, for the shop's other names are not ours.
constexpr Header for_tls{"Strict-Transport-Security", "max-age=31536000"};

void append(std::string& out, const Response& response, const Header& header) {
  const auto is_same = [&](const auto& given) {
    return lower_ascii(given.first) == lower_ascii(header.name);
  };
  if (!response.headers.empty() && std::ranges::any_of(response.headers, is_same)) return;
  out.append(header.name).append(": ").append(header.value).append("\r\n");
}

}  // namespace

void append_security_headers(std::string& out, const Response& response, bool has_tls) {
  for (const Header& header : for_all) append(out, response, header);
  append(out, response, response.content_type.starts_with("image/") ? resource_anywhere : resource_here);
  if (response.content_type.starts_with("text/html")) {
    for (const Header& header : for_pages) append(out, response, header);
  }
  if (has_tls) append(out, response, for_tls);
}

}  // namespace lifecycled
