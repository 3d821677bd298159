#include "cli/data_command.hpp"

#include <algorithm>
#include <array>

#include "base/json_fields.hpp"

namespace lifecycled {
namespace {

constexpr std::array commands{
    DataCommand{"pause", run_pause},
    DataCommand{"resume", run_resume},
    DataCommand{"status", run_status},
    DataCommand{"explain", run_explain},
    DataCommand{"stages", run_stages},
    DataCommand{"tests", run_tests},
    DataCommand{"clicks", run_clicks},
    DataCommand{"gaps", run_gaps},
    DataCommand{"move", run_move, true},
    DataCommand{"segments", run_segments},
    DataCommand{"segment", run_segment},
    DataCommand{"append", run_append, true},
    DataCommand{"recompute", run_recompute, true},
    DataCommand{"doubt", run_doubt, true},
    DataCommand{"start", run_start, true},
    DataCommand{"halt", run_halt, true},
    DataCommand{"channels", run_channels, true},
    DataCommand{"restrict", run_restrict, true},
    DataCommand{"erasure", run_erasure},
    DataCommand{"consent_prove", run_consent_prove},
    DataCommand{"consent_say", run_consent_say, true},
    DataCommand{"suppress", run_suppress},
    DataCommand{"quarantine", run_quarantine, true},
    DataCommand{"note_reject_file", run_note_reject_file},
};

}  // namespace

std::span<const DataCommand> data_commands() { return commands; }

const DataCommand* find_data_command(std::string_view name) {
  const auto found = std::ranges::find(commands, name, &DataCommand::name);
  return found == commands.end() ? nullptr : &*found;
}

Instant moment_argument(const CommandContext& context, const boost::json::object& arguments) {
  const auto given = text_at(arguments, "at");
  if (!given) return context.now;
  if (const auto instant = parse_instant(*given)) return *instant;
  if (const auto date = parse_date(*given)) {
    return TimeZone::named(context.configuration.settings.shop.time_zone).at(LocalDay{*date}, TimeOfDay{0});
  }
  throw CommandError(
      "--at \"" + *given +
      "\" is no moment; write 2026-01-31 (midnight in the shop's time zone) or 2026-01-31T09:00:00Z");
}

}  // namespace lifecycled
