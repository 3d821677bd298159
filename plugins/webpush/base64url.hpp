// Base64 as web push writes it (RFC 4648, 5): "-" and "_", without padding. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace webpush {

std::string to_base64url(std::string_view bytes);
// Nothing for what is none: other letters, a length that cannot be, bits left over. Padding is let pass,
// since some browsers' libraries write it.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace webpush
