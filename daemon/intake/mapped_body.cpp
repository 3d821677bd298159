#include "intake/mapped_body.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "audience/address_form.hpp"
#include "base/json_fields.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "intake/sent_time.hpp"
#include "intake/shop_words.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t longest_text = 500, longest_id = 128;
// Unix times above it are in milliseconds: of seconds it would be the year 5138.
constexpr double first_milliseconds = 1e11;

std::string json_text(std::string_view text) {
  return text.empty() ? "" : boost::json::serialize(boost::json::string(text.data(), text.size()));
}

template <typename Number>
std::optional<Number> whole_text(std::string_view text) {
  Number out{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

// As JSON writes numbers, whatever zeros the shop put before them.
std::string json_number(std::string_view text) {
  if (const auto whole = whole_text<std::int64_t>(text)) return fmt::format("{}", *whole);
  const auto number = whole_text<double>(text);
  return number && std::isfinite(*number) ? fmt::format("{}", *number) : "";
}

std::string json_yes(const std::string& text) {
  const std::string word = lower_ascii(text);
  if (word == "true" || word == "1" || word == "yes" || word == "on") return "true";
  if (word == "false" || word == "0" || word == "no" || word == "off") return "false";
  return "";
}

// A time that names no zone is told by the clock on the shop's wall.
std::optional<Instant> time_of(const std::string& text, const TimeZone& zone) {
  if (const auto unix_time = whole_text<double>(text)) {
    const double ms = *unix_time >= first_milliseconds ? *unix_time : *unix_time * 1000;
    constexpr double latest = 253'402'300'800'000;  // the year 10000
    if (ms > 0 && ms < latest) return from_ms(static_cast<std::int64_t>(ms));
    return std::nullopt;
  }
  const auto at = parse_sent_time(text);
  constexpr std::size_t time_begins = 10, seconds_end = 19;
  const bool has_zone =
      text.size() > time_begins &&
      text.find_first_of("Zz+-", std::min(text.size(), seconds_end - 3)) != std::string::npos;
  if (!at || has_zone) return at;
  const auto day = std::chrono::floor<std::chrono::days>(*at);
  const auto minute = std::chrono::floor<std::chrono::minutes>(*at - day);
  return zone.at(LocalDay{day.time_since_epoch()}, minute) + (*at - day - minute);
}

}  // namespace

std::string MappedBody::word(const JsonPointer& place) const {
  const boost::json::value* value = spot_.find(place);
  if (!value || value->is_null()) return "";
  if (value->is_bool()) return value->get_bool() ? "true" : "false";
  if (const auto* list = value->if_array()) return list->empty() ? "" : "[...]";
  if (const auto* object = value->if_object()) return object->empty() ? "" : "{...}";
  // Only of numbers is it of interest how they were written.
  return number_or_text(*value, value->is_number() ? spot_.written(place) : std::string_view());
}

bool MappedBody::passes(const std::vector<MappingTest>& tests) const {
  return std::ranges::all_of(tests, [&](const MappingTest& test) {
    return (std::ranges::find(test.words, word(test.at)) != test.words.end()) == test.is_one_of;
  });
}

std::optional<MappedBody::Found> MappedBody::find(const JsonPlaces& places) const {
  for (const JsonPointer& place : places) {
    if (word(place).empty()) continue;
    const boost::json::value* value = spot_.find(place);
    return Found{value, value->is_string() ? std::string_view() : spot_.written(place)};
  }
  return std::nullopt;
}

std::string MappedBody::text(const JsonPlaces& places) const {
  for (const JsonPointer& place : places) {
    const boost::json::value* value = spot_.find(place);
    if (!value || value->is_structured()) continue;
    if (const std::string said = word(place); !said.empty())
      return std::string(trimmed(clean_line(said, longest_text)));
  }
  return "";
}

std::string MappedBody::id(const JsonPlaces& places) const {
  for (const JsonPointer& place : places) {
    const boost::json::value* value = spot_.find(place);
    if (!value || !(value->is_string() || value->is_number())) continue;
    std::string said = word(place);
    if (said.empty() || said == "0" || said.size() > longest_id || clean_line(said, longest_id) != said)
      continue;
    // 1.5e3 is no id of anything.
    if (value->is_number() && !std::ranges::all_of(said, [](char c) { return c >= '0' && c <= '9'; }))
      continue;
    return said;
  }
  return "";
}

std::optional<Instant> MappedBody::time(const JsonPlaces& places) const {
  for (const JsonPointer& place : places) {
    if (const auto at = time_of(text({place}), zone_)) return at;
  }
  return std::nullopt;
}

std::string MappedBody::list(const MappedValue& value, const std::string& currency) const {
  std::vector<EventBody> out;
  for (const JsonPointer& place : value.from) {
    for (const JsonSpot& element : spot_.elements(place)) {
      const MappedBody one(shop_, zone_, element);
      if (one.passes(value.tests)) out.push_back(one.body(value.members, currency));
    }
    if (!out.empty()) break;
  }
  return out.empty() ? "" : product_list(out);
}

std::string MappedBody::json(const MappedValue& value, const std::string& currency) const {
  if (!value.constant.empty()) return value.constant;
  if (value.is_list) return list(value, currency);
  if (!value.words.empty()) {
    const auto meant =
        std::ranges::find(value.words, text(value.from), [](const auto& word) { return word.first; });
    return meant == value.words.end() ? "" : meant->second;
  }
  switch (value.as) {
    case MappedValue::As::Written: {
      const auto found = find(value.from);
      if (!found) return "";
      return found->written.empty() ? boost::json::serialize(*found->value) : std::string(found->written);
    }
    case MappedValue::As::Text:
      return json_text(text(value.from));
    case MappedValue::As::Id: {
      const std::string own = id(value.from);
      return own.empty() ? "" : json_text(shop_.id_prefix + own);
    }
    case MappedValue::As::Number:
      return json_number(text(value.from));
    case MappedValue::As::Amount: {
      // As text, so that no program on the way rounds it.
      std::string amount = text(value.from);
      // Magento takes its discounts off by adding them.
      if (value.name == "discount" && amount.starts_with('-')) amount.erase(0, 1);
      return parse_amount(amount, currency) ? json_text(amount) : "";
    }
    case MappedValue::As::Minor: {
      const auto minor = whole_text<std::int64_t>(text(value.from));
      return minor ? json_text(format_amount(*minor, currency)) : "";
    }
    case MappedValue::As::Time: {
      const auto at = time(value.from);
      return at ? json_text(format_instant(*at)) : "";
    }
    case MappedValue::As::Phone: {
      const std::string phone = text(value.from);
      return normal_address("phone", phone) ? json_text(phone) : "";
    }
    case MappedValue::As::YesNo:
      return json_yes(text(value.from));
  }
  return "";
}

EventBody MappedBody::body(const std::vector<MappedValue>& values, const std::string& currency) const {
  EventBody out;
  for (const MappedValue& value : values) {
    if (const std::string said = json(value, currency); !said.empty()) out.json(value.name, said);
  }
  return out;
}

std::string MappedBody::currency_of(const std::vector<MappedValue>& values) const {
  const auto told = std::ranges::find(values, "currency", &MappedValue::name);
  if (told == values.end()) return "";
  std::string code = upper_ascii(text(told->from));
  // A constant is the code between quotes.
  if (told->constant.size() > 2) code = told->constant.substr(1, told->constant.size() - 2);
  return is_currency_code(code) ? code : "";
}

EventBody MappedBody::event(const std::vector<MappedValue>& values) const {
  const std::string told = currency_of(values);
  const auto is_money = [](const MappedValue& value) {
    return value.as == MappedValue::As::Amount || value.as == MappedValue::As::Minor;
  };
  EventBody out = body(values, told.empty() ? shop_.currency : told);
  const bool has_currency = std::ranges::find(values, "currency", &MappedValue::name) != values.end();
  if (!has_currency && std::ranges::any_of(values, is_money)) out.text("currency", shop_.currency);
  return out;
}

}  // namespace lifecycled
