#include "config/delivery_reader.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

constexpr std::string_view title = "[delivery]";

// A key whose value counts for both kinds of message, or a table with one value for each.
template <class Read>
void by_kind(const TableReader& table, std::string_view key, Problems& problems, Read read_into) {
  const TomlEntry* found = table.entry(key);
  if (!found) return;
  const auto* kinds = std::get_if<TomlTable>(&found->value.is);
  if (!kinds) {
    read_into(table, key, true, true);
    return;
  }
  const TableReader reader(*kinds, key_sets::by_kind, fmt::format("\"{}\"", key), problems);
  read_into(reader, "marketing", true, false);
  read_into(reader, "transactional", false, true);
  reader.unknown_keys();
}

void read_retries(const TableReader& table, DeliverySettings& out, Problems& problems) {
  const TomlTable* below = table.table("retries");
  if (!below) return;
  const TableReader retries(*below, key_sets::retries, "\"retries\"", problems);
  if (const auto first = retries.duration("first_after")) out.first_retry_after = *first;
  if (const auto longest = retries.duration("longest_after")) out.longest_retry_after = *longest;
  if (const auto attempts = retries.whole_number("attempts", 1, 1000)) {
    out.most_attempts = static_cast<std::uint32_t>(*attempts);
  }
  if (out.first_retry_after.count() == 0) {
    problems.error(retries.entry("first_after")->value.place, "\"first_after\" must be longer than nothing");
  } else if (out.longest_retry_after < out.first_retry_after) {
    problems.error(
        below->place,
        fmt::format("\"longest_after\" ({}) must not be shorter than \"first_after\" ({})",
                    format_duration(out.longest_retry_after), format_duration(out.first_retry_after)));
  }
  retries.unknown_keys();
}

LegalHourOverrides read_legal_hours(const TomlTable& table, Problems& problems) {
  LegalHourOverrides out;
  for (const TomlEntry& entry : table.entries) {
    if (entry.key.size() != 2 ||
        !std::ranges::all_of(entry.key, [](char c) { return c >= 'A' && c <= 'Z'; })) {
      problems.error(entry.key_place, fmt::format("\"{}\" is not a country", entry.key),
                     "use two capital letters such as FR");
      continue;
    }
    const auto* text = std::get_if<std::string>(&entry.value.is);
    const auto hours = text ? parse_week_hours(*text) : std::nullopt;
    if (hours || (text && *text == "any")) {
      out[entry.key] = hours;
    } else {
      problems.error(entry.value.place, fmt::format("the legal hours of {} are not understood", entry.key),
                     "write \"08:00-21:00\", \"mon-fri 08:00-20:00, sat 09:00-18:00\" or \"any\"");
    }
  }
  return out;
}

// "@domain", or anything that could be an address.
bool is_receiver(std::string_view text) {
  return text.find_first_of(" \t,;<>") == std::string_view::npos && text != "@";
}

}  // namespace

std::optional<WhenInDoubt> read_when_in_doubt(const TableReader& table, std::string_view key) {
  constexpr std::array<std::string_view, 3> words{"hold", "resend", "skip"};
  constexpr WhenInDoubt values[] = {WhenInDoubt::Hold, WhenInDoubt::Resend, WhenInDoubt::Skip};
  const auto at = table.word(key, words);
  return at ? std::optional(values[*at]) : std::nullopt;
}

std::optional<QuietHours> read_quiet_hours(const TableReader& table, std::string_view key) {
  const auto text = table.text(key, "two times such as \"21:00-08:00\"");
  const auto hours = text ? parse_quiet_hours(text->text) : std::nullopt;
  if (text && !hours) table.wrong(key, table.entry(key)->value, "two times such as \"21:00-08:00\"");
  return hours;
}

std::optional<MessageCap> read_cap(const TableReader& table, std::string_view key) {
  const auto text = table.text(key, "messages in a span such as \"3/7d\"");
  const auto rate = text ? parse_rate(text->text) : std::nullopt;
  if (text && !rate) table.wrong(key, table.entry(key)->value, "messages in a span such as \"3/7d\"");
  return rate ? std::optional(MessageCap{rate->count, rate->per}) : std::nullopt;
}

DeliverySettings read_delivery(const TomlTable& from, Problems& problems) {
  DeliverySettings out;
  const TableReader table(from, key_sets::delivery, std::string(title), problems);

  if (const TomlEntry* quiet = table.entry("quiet_hours");
      quiet && std::holds_alternative<TomlTable>(quiet->value.is)) {
    by_kind(table, "quiet_hours", problems,
            [&](const TableReader& t, std::string_view key, bool marketing, bool) {
              (marketing ? out.quiet_hours : out.transactional_quiet_hours) = read_quiet_hours(t, key);
            });
  } else {
    out.quiet_hours = read_quiet_hours(table, "quiet_hours");
  }
  out.cap = read_cap(table, "cap");
  if (const auto less_often = read_cap(table, "less_often")) out.less_often = *less_often;
  out.apart = table.duration("apart");
  if (const auto track = read_track(table)) out.track = *track;
  out.utm = table.yes_or_no("utm").value_or(false);
  out.hold_for_cases = table.yes_or_no("hold_for_cases").value_or(true);
  if (const TomlTable* below = table.table("legal_hours"))
    out.legal_hours = read_legal_hours(*below, problems);
  by_kind(table, "when_in_doubt", problems,
          [&](const TableReader& t, std::string_view key, bool marketing, bool transactional) {
            const auto value = read_when_in_doubt(t, key);
            if (value && marketing) out.marketing_when_in_doubt = *value;
            if (value && transactional) out.transactional_when_in_doubt = *value;
          });
  by_kind(table, "expires_after", problems,
          [&](const TableReader& t, std::string_view key, bool marketing, bool transactional) {
            const auto value = t.duration(key);
            if (value && value->count() == 0) t.wrong(key, t.entry(key)->value, "longer than nothing");
            if (value && marketing) out.marketing_expires_after = *value;
            if (value && transactional) out.transactional_expires_after = *value;
          });
  if (table.has("channels")) {
    out.channels.clear();
    for (auto& channel : table.texts("channels")) out.channels.push_back(std::move(channel.text));
  }
  for (auto& receiver : table.texts("only_to")) {
    if (!is_receiver(receiver.text)) {
      problems.error(receiver.place,
                     fmt::format("\"only_to\" lists addresses and \"@domains\", not \"{}\"", receiver.text));
    }
    out.only_to.push_back(std::move(receiver.text));
  }
  read_retries(table, out, problems);
  table.unknown_keys(key_sets::settings);
  return out;
}

}  // namespace lifecycled
