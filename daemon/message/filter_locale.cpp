#include "message/filter_locale.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/text.hpp"
#include "liquid/error.hpp"
#include "liquid/number.hpp"

namespace lifecycled {

std::string locale_of(liquid::FilterCall& call) {
  const liquid::Value message = call.context().variable("message");
  const liquid::Value* locale = message.is_object() ? message.object().find("locale") : nullptr;
  return locale && locale->is_string() ? locale->string() : "en";
}

std::optional<std::string> digits_of(const liquid::Value& value) {
  if (value.kind() == liquid::Kind::integer) return std::to_string(value.integer());
  if (value.kind() == liquid::Kind::huge) {
    std::string digits;
    liquid::append_integer(digits, value.huge());
    return digits;
  }
  if (value.kind() == liquid::Kind::real) {
    if (!std::isfinite(value.real()) || std::abs(value.real()) > 1e15) return std::nullopt;
    std::array<char, 400> buffer{};
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value.real(), std::chars_format::fixed)
            .ptr;
    return std::string(buffer.data(), end);
  }
  if (!value.is_string()) return std::nullopt;
  const std::string_view text = trimmed(value.string());
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  const bool is_number = !digits.empty() && digits.size() <= 30 && digits.front() != '.' &&
                         digits.find_first_not_of("0123456789.") == std::string_view::npos &&
                         std::ranges::count(digits, '.') <= 1;
  return is_number ? std::optional(std::string(text)) : std::nullopt;
}

std::string choice(const liquid::FilterCall&, std::string_view keyword, const liquid::Value* given,
                   std::initializer_list<std::string_view> choices, std::string_view otherwise) {
  if (!given || given->is_nil()) return std::string(otherwise);
  std::vector<std::string> names(choices.begin(), choices.end());
  if (given->is_string() && std::ranges::find(names, given->string()) != names.end()) return given->string();
  const std::string said = given->is_string() ? shortened(given->string(), 40) : "that";
  throw liquid::Error(liquid::Fault::value,
                      fmt::format("{} must be one of {}, not \"{}\"", keyword, fmt::join(names, ", "), said));
}

int decimals_of(const liquid::FilterCall&, const liquid::Value* given) {
  if (!given || given->is_nil()) return LocaleFormats::any_decimals;
  if (given->is_string() && given->string() == "auto") return LocaleFormats::whole_or_all;
  if (given->kind() == liquid::Kind::integer && given->integer() >= 0 && given->integer() <= 10)
    return static_cast<int>(given->integer());
  throw liquid::Error(liquid::Fault::value, "decimals must be a whole number to 10, or \"auto\"");
}

}  // namespace lifecycled
