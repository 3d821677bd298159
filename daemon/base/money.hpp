// Amounts of money: minor units with their currency, never a double. Anyone, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lifecycled {

struct Money {
  std::int64_t minor = 0;  // cents for EUR, yen for JPY
  std::string currency;    // ISO 4217, upper case
  friend bool operator==(const Money&, const Money&) = default;
};

// How many decimals a currency has (ISO 4217): 2 unless known otherwise.
int currency_decimals(std::string_view currency);
// Three capital letters.
bool is_currency_code(std::string_view text);

// "19.99" in main units to minor units, rounding half away from zero beyond the currency's decimals.
// Nothing but digits, one point and a leading minus; nullopt otherwise or beyond 10^15 main units.
std::optional<std::int64_t> parse_amount(std::string_view text, std::string_view currency);
// 1999, "EUR" -> "19.99"
std::string format_amount(std::int64_t minor, std::string_view currency);
// For conditions and templates, which speak in main units.
double main_units(std::int64_t minor, std::string_view currency);

}  // namespace lifecycled
