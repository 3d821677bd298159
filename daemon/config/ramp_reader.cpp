#include "config/ramp_reader.hpp"

#include <fmt/format.h>

#include "config/share_reader.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_shares = 20;
constexpr std::string_view form = "a table such as { shares = [\"1%\", \"10%\", \"100%\"], every = \"1d\" }";

std::vector<Share> read_shares(const TableReader& table, Problems& problems) {
  std::vector<Share> out;
  for (const PlacedText& text :
       table.texts("shares", "a list of shares such as [\"1%\", \"10%\", \"100%\"]")) {
    const auto share = parse_share(text.text);
    if (!share || *share == 0) {
      problems.error(text.place, fmt::format("\"{}\" is not a share of the customers", text.text),
                     "write it as \"10%\"");
    } else if (!out.empty() && *share <= out.back()) {
      problems.error(text.place, "the shares of a ramp must grow",
                     fmt::format("{} comes after {}", text.text, format_share(out.back())));
    } else {
      out.push_back(*share);
    }
  }
  if (out.size() > most_shares) {
    problems.error(table.entry("shares")->value.place,
                   fmt::format("a ramp has at most {} shares, not {}", most_shares, out.size()));
    out.resize(most_shares);
  }
  return out;
}

CampaignRamp::StopAt read_stop_at(const TableReader& ramp, Problems& problems) {
  CampaignRamp::StopAt out;
  const TomlTable* below = ramp.table("stop_at");
  if (!below) return out;
  const TableReader table(*below, key_sets::stop_at, "\"stop_at\"", problems);
  out.failures = read_share(table, "failures");
  out.unsubscribes = read_share(table, "unsubscribes");
  out.complaints = read_share(table, "complaints");
  table.unknown_keys();
  return out;
}

}  // namespace

std::optional<CampaignRamp> read_ramp(const TableReader& campaign, Problems& problems) {
  const TomlEntry* entry = campaign.entry("ramp");
  if (!entry) return std::nullopt;
  const auto* below = std::get_if<TomlTable>(&entry->value.is);
  if (!below) {
    campaign.wrong("ramp", entry->value, form);
    return std::nullopt;
  }
  const TableReader table(*below, key_sets::ramp, "\"ramp\"", problems);
  CampaignRamp out;
  out.shares = read_shares(table, problems);
  if (!table.has("shares")) table.missing("shares", "shares = [\"1%\", \"10%\", \"100%\"]");
  if (const auto every = table.duration("every")) out.every = *every;
  if (out.every.count() == 0) table.wrong("every", table.entry("every")->value, "longer than nothing");
  if (!out.shares.empty() && out.shares.back() < whole_share) {
    problems.warning(
        table.entry("shares")->value.place,
        fmt::format("this ramp ends at {}: all other customers never start", format_share(out.shares.back())),
        "end it with \"100%\"");
  }
  out.stop_at = read_stop_at(table, problems);
  table.unknown_keys(key_sets::campaign);
  if (out.shares.empty()) return std::nullopt;
  return out;
}

}  // namespace lifecycled
