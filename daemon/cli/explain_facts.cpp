#include "cli/explain_facts.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include <fmt/format.h>

#include "audience/profile.hpp"
#include "delivery/sending_hours.hpp"
#include "store/cap_slots.hpp"
#include "store/limit_places.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {

// What these hold is words, even where it looks like a number.
constexpr std::array<std::string_view, 14> words{
    "stage",  "language",  "country",   "time_zone", "first_name",        "last_name",          "rfm",
    "warmth", "nps_group", "bought_in", "source",    "preferred_channel", "reachable_channels", "properties"};

json::value value_of(const ProfileValue& value) {
  if (!value.value) return nullptr;
  const std::string& text = *value.value;
  const ProfileColumn* column = find_profile_column(value.column);
  if (column && column->kind == ColumnKind::Answer) return text != "0";
  if (std::ranges::find(words, value.column) != words.end()) return json::value(text);
  const char* end = text.data() + text.size();
  std::int64_t whole = 0;
  if (const auto read = std::from_chars(text.data(), end, whole); read.ec == std::errc{} && read.ptr == end) {
    if (value.column.ends_with("_at") || value.column.ends_with("_since"))
      return json::value(format_instant(from_ms(whole)));
    return whole;
  }
  double number = 0;
  if (const auto read = std::from_chars(text.data(), end, number); read.ec == std::errc{} && read.ptr == end)
    return number;
  return json::value(text);
}

// More than a person wants to know, and soon counted.
constexpr std::int64_t longest_line_counted = 100'000;

bool is_named(std::string_view condition, std::string_view column) {
  const auto is_letter = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.';
  };
  for (auto at = condition.find(column); at != std::string_view::npos; at = condition.find(column, at + 1)) {
    const auto end = at + column.size();
    if ((at == 0 || !is_letter(condition[at - 1])) && (end == condition.size() || !is_letter(condition[end])))
      return true;
  }
  return false;
}

// "2 of 3 in 7d used", for every cap that counts this message.
std::string cap_words(Database& database, const Settings& settings, const DeliveryRow& delivery,
                      const MessageRow& message, Instant now) {
  std::string out;
  CapSlots slots(database);
  const auto add = [&](const std::optional<MessageCap>& cap, const std::string& channel) {
    if (!cap) return;
    const auto used = slots.count(message.customer, now - cap->per, message.id, channel);
    out += fmt::format("{}{} of {} in {}{} used", out.empty() ? "" : ", ", used, cap->messages,
                       format_duration(cap->per), channel.empty() ? "" : " by " + channel);
  };
  add(settings.delivery.cap, "");
  for (const ChannelSettings& channel : settings.channels) {
    if (channel.name == delivery.channel) add(channel.cap, channel.name);
  }
  return out;
}

std::string words_of(const Verdict& verdict) {
  if (const auto* never = std::get_if<Never>(&verdict)) return "never: " + never->reason;
  if (const auto* later = std::get_if<NotBefore>(&verdict)) {
    if (later->until_told) return "held: " + later->reason;
    return "not before " + format_instant(later->at) + ": " + later->reason;
  }
  return std::holds_alternative<Expired>(verdict) ? "expired" : "pass";
}

}  // namespace

json::object profile_json(const std::vector<ProfileValue>& profile) {
  json::object out;
  for (const ProfileValue& value : profile) {
    if (value.column != "properties" && value.column != "customer_id") out[value.column] = value_of(value);
  }
  return out;
}

json::object values_in(const std::string& condition, const json::object& profile) {
  json::object out;
  for (const auto& [column, value] : profile) {
    if (is_named(condition, column)) out[column] = value;
  }
  return out;
}

std::string time_left_words(const std::vector<Gates::Named>& gates, Instant expires_at) {
  std::string out = "pass: until " + format_instant(expires_at);
  const Gates::Named* latest = nullptr;
  Instant latest_at;
  for (const Gates::Named& named : gates) {
    const auto* later = std::get_if<NotBefore>(&named.verdict);
    if (!later || later->at < expires_at || (latest && later->at <= latest_at)) continue;
    latest = &named;
    latest_at = later->at;
  }
  if (!latest) return out;
  if (std::get<NotBefore>(latest->verdict).until_told)
    return out + "; it expires then unless what holds it has ended before (" + latest->gate + ")";
  return out + "; it will expire then, before it may go (" + latest->gate + ")";
}

json::object gates_json(Database& database, const Gates& gates, const Settings& settings,
                        const DeliveryRow& delivery, const MessageRow& message, Instant now) {
  json::object out;
  const auto asked = gates.ask_each(database, delivery, message, now);
  for (const auto& [gate, verdict] : asked) {
    std::string told = words_of(verdict);
    const auto* later = std::get_if<NotBefore>(&verdict);
    if (gate == "cap" && takes_cap_slot(delivery, message)) {
      if (const std::string used = cap_words(database, settings, delivery, message, now); !used.empty())
        told += (later ? ", " : ": ") + used;
    }
    if (gate == "time left" && told == "pass") told = time_left_words(asked, message.expires_at);
    out[gate] = told;
  }
  return out;
}

std::string limit_words(Database& database, const CampaignDefinition& campaign, const JourneyRow& journey) {
  LimitPlaces places(database);
  const auto place = places.find(journey.id);
  if (!place) return journey.limit_day ? "the hour of its place of the daily limit" : "its moment";
  const auto ahead = places.count_ahead(*place, longest_line_counted);
  std::string out = campaign.limit
                        ? fmt::format("a place of the daily limit of {}", campaign.limit->messages_per_day)
                        : "its turn in the line of a daily limit that is gone";
  out += fmt::format(": {}{} stand before it", ahead == longest_line_counted ? "at least " : "", ahead);
  if (campaign.serve_first)
    out += fmt::format(", by {} (its own {:g})", campaign.serve_first->name, place->worth);
  return out;
}

}  // namespace lifecycled
