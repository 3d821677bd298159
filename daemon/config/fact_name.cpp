#include "config/fact_name.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace lifecycled {
namespace {

constexpr std::array<std::pair<std::string_view, FactName::Of>, 4> prefixes{
    {{"event.", FactName::Of::Event},
     {"heard.", FactName::Of::Heard},
     {"property.", FactName::Of::Property},
     {"product.", FactName::Of::Product}}};

// A dot leads into what is nested: event.shipping.promised_at.
bool is_name(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  return !text.empty() && text.size() <= 100 && !text.starts_with('.') && !text.ends_with('.') &&
         std::ranges::all_of(text, fits);
}

}  // namespace

std::optional<FactName> parse_fact_name(std::string_view text, const Place& place) {
  for (const auto& [prefix, of] : prefixes) {
    if (!text.starts_with(prefix)) continue;
    const std::string_view name = text.substr(prefix.size());
    if (is_name(name) && (of != FactName::Of::Product || name == runs_out_at))
      return FactName{of, std::string(name), place};
  }
  return std::nullopt;
}

std::string to_string(const FactName& fact) {
  const auto found = std::ranges::find(prefixes, fact.of, [](const auto& entry) { return entry.second; });
  return std::string(found->first) + fact.name;
}

}  // namespace lifecycled
