#include "base/money.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>

namespace lifecycled {
namespace {

// ISO 4217's exceptions to two decimals, as of amendment 176.
constexpr std::array<std::string_view, 16> no_decimals{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY",
                                                       "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
                                                       "VND", "VUV", "XAF", "XOF"};
constexpr std::array<std::string_view, 7> three_decimals{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};

std::int64_t power_of_ten(int exponent) {
  std::int64_t value = 1;
  while (exponent-- > 0) value *= 10;
  return value;
}

}  // namespace

int currency_decimals(std::string_view currency) {
  if (std::ranges::find(no_decimals, currency) != no_decimals.end() || currency == "XPF") return 0;
  if (std::ranges::find(three_decimals, currency) != three_decimals.end()) return 3;
  return 2;
}

bool is_currency_code(std::string_view text) {
  return text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::optional<std::int64_t> parse_amount(std::string_view text, std::string_view currency) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = point == std::string_view::npos ? "" : text.substr(point + 1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (whole.size() + fraction.size() == 0 || whole.size() > 15 || fraction.size() > 30) return std::nullopt;
  if (!std::ranges::all_of(whole, is_digit) || !std::ranges::all_of(fraction, is_digit)) return std::nullopt;

  std::int64_t minor = 0;
  for (const char digit : whole) minor = minor * 10 + (digit - '0');
  const auto decimals = static_cast<std::size_t>(currency_decimals(currency));
  for (std::size_t i = 0; i < decimals; ++i)
    minor = minor * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  if (fraction.size() > decimals && fraction[decimals] >= '5') ++minor;
  return negative ? -minor : minor;
}

std::string format_amount(std::int64_t minor, std::string_view currency) {
  const int decimals = currency_decimals(currency);
  const char* sign = minor < 0 ? "-" : "";
  const auto magnitude =
      minor < 0 ? 0 - static_cast<std::uint64_t>(minor) : static_cast<std::uint64_t>(minor);
  if (decimals == 0) return fmt::format("{}{}", sign, magnitude);
  const auto scale = static_cast<std::uint64_t>(power_of_ten(decimals));
  return fmt::format("{}{}.{:0{}}", sign, magnitude / scale, magnitude % scale, decimals);
}

double main_units(std::int64_t minor, std::string_view currency) {
  return static_cast<double>(minor) / static_cast<double>(power_of_ten(currency_decimals(currency)));
}

}  // namespace lifecycled
