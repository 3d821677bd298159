// The shop's accent as colours of pages and mails, for light and dark, each readable by WCAG 2 whatever the
// shop chose. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace lifecycled {

// Where the shop has named none; also written into config/messages/partials/button.html.
constexpr std::string_view usual_accent = "#1f5f4f";

// From 1 to 21, of two colours "#rrggbb".
double contrast(std::string_view one, std::string_view other);

struct AccentColors {
  std::string accent;     // links and marks: at least 4.5 to 1 on the ground and on the tint
  std::string button;     // the shop's own colour as far as it stands out
  std::string on_button;  // what is written on it: at least 4.5 to 1
  std::string tint;       // a breath of it, behind what is chosen
};
AccentColors light_colors(std::string_view accent);
AccentColors dark_colors(std::string_view accent);

// Custom properties of both, as CSS. "" = the usual one.
std::string color_style(std::string_view shop_color);

}  // namespace lifecycled
