#include "config/channel_limits_reader.hpp"

#include <fmt/format.h>

#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

constexpr std::int64_t most_a_day = 100'000'000;
constexpr std::size_t longest_warm_up = 120;

std::vector<std::uint32_t> read_warm_up(const TableReader& channel, Problems& problems) {
  std::vector<std::uint32_t> out;
  const auto* days = channel.list("warm_up", "a list of messages a day such as [50, 100, 500]");
  if (!days) return out;
  for (const TomlValue& day : *days) {
    const auto* messages = std::get_if<std::int64_t>(&day.is);
    if (messages && *messages >= 1 && *messages <= most_a_day) {
      out.push_back(static_cast<std::uint32_t>(*messages));
    } else {
      channel.wrong("warm_up", day, fmt::format("whole numbers from 1 to {}", most_a_day));
    }
  }
  const Place& place = channel.entry("warm_up")->value.place;
  if (days->empty()) problems.error(place, "\"warm_up\" is an empty list", "leave it out to begin at once");
  if (out.size() > longest_warm_up) {
    problems.error(place, fmt::format("a warm-up has at most {} days, not {}", longest_warm_up, out.size()));
    out.resize(longest_warm_up);
  }
  return out;
}

std::optional<Share> read_limit(const TableReader& table, std::string_view key, std::optional<Share> usual) {
  constexpr std::string_view form = "a share such as \"0.3%\", or \"never\"";
  const auto text = table.text(key, form);
  if (!text) return usual;
  if (text->text == "never") return std::nullopt;
  const auto share = parse_share(text->text);
  if (!share) table.wrong(key, table.entry(key)->value, form);
  return share;
}

}  // namespace

ChannelLimits read_channel_limits(const TableReader& channel, Problems& problems) {
  ChannelLimits out;
  if (const auto most = channel.whole_number("per_day", 1, most_a_day))
    out.per_day = static_cast<std::uint32_t>(*most);
  out.warm_up = read_warm_up(channel, problems);
  if (const TomlTable* below = channel.table("stop_at")) {
    const TableReader table(*below, key_sets::channel_stop_at, "\"stop_at\"", problems);
    out.stop_at_complaints = read_limit(table, "complaints", out.stop_at_complaints);
    out.stop_at_hard_bounces = read_limit(table, "hard_bounces", out.stop_at_hard_bounces);
    table.unknown_keys();
  }
  return out;
}

}  // namespace lifecycled
