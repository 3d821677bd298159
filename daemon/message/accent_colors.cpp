#include "message/accent_colors.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace lifecycled {
namespace {

// Of config/pages/style.css and config/messages/layouts/mail.html, those on which least stands out.
constexpr std::string_view light_ground = "#f4f1ea", light_card = "#ffffff", dark_card = "#1f211e",
                           darkest_card = "#1e1d1b";
constexpr double readable = 4.5, visible = 3.0;
constexpr std::string_view ink = "#16150f", paper = "#ffffff";

using Rgb = std::array<double, 3>;  // 0 to 255

Rgb rgb(std::string_view hex) {
  Rgb out{};
  for (std::size_t i = 0; i < 3 && hex.size() >= 7; ++i) {
    unsigned value = 0;
    std::from_chars(hex.data() + 1 + 2 * i, hex.data() + 3 + 2 * i, value, 16);
    out[i] = value;
  }
  return out;
}

// `share` of the second.
std::string mixed(std::string_view one, std::string_view other, double share) {
  const Rgb a = rgb(one), b = rgb(other);
  std::array<int, 3> out{};
  for (std::size_t i = 0; i < 3; ++i) out[i] = static_cast<int>(std::lround(a[i] + (b[i] - a[i]) * share));
  return fmt::format("#{:02x}{:02x}{:02x}", out[0], out[1], out[2]);
}

double luminance(std::string_view hex) {
  const auto linear = [](double channel) {
    const double c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  const Rgb c = rgb(hex);
  return 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
}

// The color itself, or the nearest on its way to `towards` that stands out enough.
std::string until_contrast(std::string_view color, std::string_view towards, std::string_view ground,
                           double least) {
  for (int percent = 0; percent < 100; percent += 2) {
    std::string candidate = mixed(color, towards, percent / 100.0);
    if (contrast(candidate, ground) >= least) return candidate;
  }
  return std::string(towards);
}

std::string written_on(std::string_view button) {
  return std::string(contrast(paper, button) >= readable ? paper : ink);
}

std::string properties(const AccentColors& colors) {
  return fmt::format(":root{{--accent:{};--button:{};--on-button:{};--tint:{}}}", colors.accent,
                     colors.button, colors.on_button, colors.tint);
}

}  // namespace

double contrast(std::string_view one, std::string_view other) {
  const auto [dark, light] = std::minmax(luminance(one), luminance(other));
  return (light + 0.05) / (dark + 0.05);
}

AccentColors light_colors(std::string_view accent) {
  AccentColors out;
  out.accent = until_contrast(accent, "#000000", light_ground, readable);
  // A very light brand still makes a button, with dark letters, as long as the button is seen.
  out.button = until_contrast(accent, "#000000", light_card, 1.2);
  out.on_button = written_on(out.button);
  if (contrast(out.on_button, out.button) < readable)
    out.button = until_contrast(accent, "#000000", paper, readable), out.on_button = paper;
  out.tint = mixed(light_card, out.accent, 0.07);
  out.accent = until_contrast(out.accent, "#000000", out.tint, readable);
  return out;
}

AccentColors dark_colors(std::string_view accent) {
  AccentColors out;
  out.tint = mixed(darkest_card, accent, 0.22);
  // Read on the tint as well as on the card.
  out.accent =
      until_contrast(until_contrast(accent, "#ffffff", dark_card, readable), "#ffffff", out.tint, readable);
  out.button = until_contrast(accent, "#ffffff", dark_card, visible);
  out.on_button = written_on(out.button);
  if (contrast(out.on_button, out.button) < readable)
    out.button = until_contrast(out.button, "#ffffff", ink, readable), out.on_button = ink;
  return out;
}

std::string color_style(std::string_view shop_color) {
  const std::string_view accent = shop_color.empty() ? usual_accent : shop_color;
  return properties(light_colors(accent)) + "\n@media (prefers-color-scheme:dark){" +
         properties(dark_colors(accent)) + "}\n";
}

}  // namespace lifecycled
