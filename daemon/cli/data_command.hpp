// Commands that need nothing but the database and the engine. The daemon runs them on its writer thread when
// they come by the control socket; without a daemon, the command line runs the same code itself, under the
// same lock. JSON in, JSON out: what --json prints.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "config/load.hpp"
#include "journey/reactor.hpp"
#include "store/database.hpp"

namespace lifecycled {

struct CommandContext {
  Database& database;
  Reactor& reactor;
  const Configuration& configuration;
  Instant now;
};

// Said to the user as it stands.
struct CommandError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct DataCommand {
  std::string_view name;
  boost::json::object (*run)(CommandContext& context, const boost::json::object& arguments);
  bool brings_events = false;  // the reactor has work afterwards
};
std::span<const DataCommand> data_commands();
const DataCommand* find_data_command(std::string_view name);

// What --at says, or now. A date means midnight in the shop's time zone.
Instant moment_argument(const CommandContext& context, const boost::json::object& arguments);

// By which a command that was shown a campaign says which text of it.
std::string source_digest(const CampaignDefinition& campaign);

// One file a command.
boost::json::object run_status(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_explain(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_stages(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_tests(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_clicks(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_gaps(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_segments(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_segment(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_append(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_recompute(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_pause(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_resume(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_start(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_halt(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_channels(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_move(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_restrict(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_consent_prove(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_consent_say(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_suppress(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_erasure(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_note_reject_file(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_quarantine(CommandContext& context, const boost::json::object& arguments);
boost::json::object run_doubt(CommandContext& context, const boost::json::object& arguments);

}  // namespace lifecycled
