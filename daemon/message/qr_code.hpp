// QR codes as pictures, by libqrencode. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lifecycled {

constexpr std::size_t most_qr_bytes = 200;

// A PNG, eight pixels a module, with the quiet zone that scanners want; nothing for too long a text.
std::optional<std::string> qr_png(std::string_view text);

// The same as lines, for print of any size.
std::optional<std::string> qr_svg(std::string_view text);

}  // namespace lifecycled
