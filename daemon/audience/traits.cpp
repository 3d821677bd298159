#include "audience/traits.hpp"

#include <algorithm>
#include <array>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "base/time_zones.hpp"

namespace lifecycled {
namespace {

// Known elsewhere: columns, addresses, or Segment's own structure.
constexpr std::array<std::string_view, 17> reserved{
    "email",    "phone",     "firstName", "first_name", "lastName",   "last_name",
    "name",     "language",  "locale",    "country",    "address",    "timezone",
    "timeZone", "time_zone", "id",        "userId",     "anonymousId"};
constexpr std::size_t longest_properties = 32 * 1024;
constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_told = 60;

std::optional<std::string> first_of(const boost::json::value& traits,
                                    std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (auto text = text_at(traits, name); text && !trimmed(*text).empty())
      return std::string(trimmed(*text));
  }
  return std::nullopt;
}

// "nl_NL" and "nl-nl" become "nl-NL"; "zh-hant-tw" becomes "zh-Hant-TW" (RFC 5646, 2.1.1).
std::optional<std::string> language_tag(std::string text) {
  std::ranges::replace(text, '_', '-');
  if (text.size() > 35 || text.size() < 2) return std::nullopt;
  std::vector<std::string> parts;
  for (const std::string_view part : split(text, '-')) {
    const bool plain = std::ranges::all_of(part, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
    if (!plain || part.empty() || part.size() > 8) return std::nullopt;
    std::string shaped = lower_ascii(part);
    if (!parts.empty() && part.size() == 2) shaped = upper_ascii(part);
    if (!parts.empty() && part.size() == 4) shaped[0] = upper_ascii(shaped.substr(0, 1))[0];
    parts.push_back(std::move(shaped));
  }
  return join(parts, "-");
}

bool is_country(std::string_view text) {
  return text.size() == 2 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

boost::json::object properties_of(const CustomerRow& customer) {
  std::string mistake;
  auto kept = parse_json(customer.properties, mistake);
  return kept && kept->is_object() ? std::move(kept->get_object()) : boost::json::object{};
}

}  // namespace

bool is_reserved_trait(std::string_view name) { return std::ranges::find(reserved, name) != reserved.end(); }

bool set_property(CustomerRow& customer, std::string_view name, const boost::json::value& value) {
  boost::json::object properties = properties_of(customer);
  if (const auto* before = properties.if_contains(name); before && *before == value) return false;
  properties[name] = value;
  std::string text = boost::json::serialize(properties);
  if (text.size() > longest_properties) return false;
  customer.properties = std::move(text);
  return true;
}

std::vector<std::string> apply_traits(const boost::json::object& object, CustomerRow& customer) {
  std::vector<std::string> ignored;
  const auto ignore = [&](std::string_view what, const std::string& value, std::string_view remedy) {
    ignored.push_back(fmt::format("{} \"{}\" {}", what, clean_line(value, longest_told), remedy));
  };
  const boost::json::value traits(object);
  if (auto name = first_of(traits, {"first_name", "firstName"}))
    customer.first_name = shortened(*name, longest_name);
  if (auto name = first_of(traits, {"last_name", "lastName"}))
    customer.last_name = shortened(*name, longest_name);
  if (!customer.first_name && !customer.last_name) {
    if (auto name = first_of(traits, {"name"})) customer.first_name = shortened(*name, longest_name);
  }
  if (auto tag = first_of(traits, {"language", "locale"})) {
    if (auto shaped = language_tag(*tag)) {
      customer.language = *shaped;
    } else {
      ignore("language", *tag, "is none; send a tag such as nl or nl-BE");
    }
  }
  if (auto country = first_of(traits, {"country", "address.country"})) {
    if (is_country(*country)) {
      customer.country = upper_ascii(*country);
    } else {
      ignore("country", *country, "is no code of two letters such as NL");
    }
  }
  if (auto zone = first_of(traits, {"time_zone", "timeZone", "timezone"})) {
    if (TimeZone::exists(*zone)) {
      customer.time_zone = *zone;
    } else {
      ignore("time zone", *zone, "is not known; send a name such as Europe/Amsterdam");
    }
  }

  boost::json::object properties = properties_of(customer);
  for (const auto& [key, value] : object) {
    if (is_reserved_trait(std::string_view(key.data(), key.size()))) continue;
    if (value.is_null()) {
      properties.erase(key);
    } else {
      properties[key] = value;
    }
  }
  std::string text = boost::json::serialize(properties);
  if (text.size() <= longest_properties) {
    customer.properties = std::move(text);
  } else {
    ignored.push_back(fmt::format("properties of more than {} bytes", longest_properties));
  }
  return ignored;
}

std::vector<std::string> apply_older_traits(const boost::json::object& traits, CustomerRow& customer) {
  const CustomerRow newer = customer;
  auto ignored = apply_traits(traits, customer);
  const auto keep = [](auto& older, const auto& known) {
    if (known) older = known;
  };
  // A name is one word in two parts.
  if (newer.first_name || newer.last_name) {
    customer.first_name = newer.first_name;
    customer.last_name = newer.last_name;
  }
  keep(customer.language, newer.language);
  keep(customer.country, newer.country);
  keep(customer.time_zone, newer.time_zone);
  boost::json::object properties = properties_of(customer);
  for (const auto& [key, value] : properties_of(newer)) properties[key] = value;
  std::string text = boost::json::serialize(properties);
  customer.properties = text.size() <= longest_properties ? std::move(text) : newer.properties;
  return ignored;
}

}  // namespace lifecycled
