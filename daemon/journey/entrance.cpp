#include "journey/entrance.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "journey/event_names.hpp"
#include "journey/ramps.hpp"
#include "journey/rivals.hpp"
#include "store/campaign_halts.hpp"
#include "store/processing.hpp"

namespace lifecycled {

std::optional<std::string> Entrance::begin(Database& database, CampaignProgram& program, const Entry& entry,
                                           Instant now) {
  if (entry.event && entry.event->depth >= deepest_chain) {
    log_.warning(
        "journey.chain_too_deep",
        {{"campaign", program.definition.name}, {"event", entry.event->id}, {"depth", entry.event->depth}});
    return fmt::format("a chain of {} messages and events that cause each other ends here",
                       entry.event->depth);
  }
  if (auto objection = DataProcessing(database).objection(entry.customer)) return objection;
  if (auto objection = halt(database, program)) return objection;
  if (auto objection = rival(program, entry.customer)) return objection;
  if (auto objection = Ramps::objection(database, program, entry.customer, now)) return objection;
  if (auto objection = re_entry(database, program, entry, now)) return objection;
  if (!holds(program, entry, now)) return "its condition says no";
  runner_.start(database, program, entry.customer, entry.key, entry.event, now);
  return std::nullopt;
}

std::vector<std::string> Entrance::objections(Database& database, const CampaignProgram& program,
                                              const Entry& entry, Instant now) const {
  std::vector<std::string> out;
  if (!program.definition.live) out.emplace_back("it is not live");
  if (auto objection = DataProcessing(database).objection(entry.customer))
    out.push_back(std::move(*objection));
  if (auto objection = halt(database, program)) out.push_back(std::move(*objection));
  if (auto objection = rival(program, entry.customer)) out.push_back(std::move(*objection));
  if (auto objection = Ramps::objection(database, program, entry.customer, now))
    out.push_back(std::move(*objection));
  if (auto objection = re_entry(database, program, entry, now)) out.push_back(std::move(*objection));
  return out;
}

std::optional<std::string> Entrance::halt(Database& database, const CampaignProgram& program) {
  const Halt halt = CampaignHalts(database).of(program.campaign);
  if (!halt.lets_nobody_in()) return std::nullopt;
  return "it is " + to_text(halt);
}

std::optional<std::string> Entrance::rival(const CampaignProgram& program, CustomerId customer) const {
  if (!program.definition.one_of || !program.definition.live) return std::nullopt;
  const std::string& word = program.definition.one_of->name;
  const auto owner = owner_among(campaigns_.rivals(word), word, customer);
  if (owner == program.definition.name) return std::nullopt;
  return fmt::format("this customer belongs to its rival {} (one_of \"{}\")", owner, word);
}

// Without again_after: one journey for each key, ever; without keys, one a customer. With it: so long after
// the latest start of any, and not while one of the same key is running.
std::optional<std::string> Entrance::re_entry(Database& database, const CampaignProgram& program,
                                              const Entry& entry, Instant now) {
  Journeys journeys(database);
  const auto last_start = journeys.last_start(program.campaign, entry.customer);
  if (!last_start) return std::nullopt;
  const auto inside = [&]() -> std::optional<std::string> {
    if (!journeys.is_inside(program.campaign, entry.customer, entry.key)) return std::nullopt;
    return entry.key.empty() ? "the customer is inside"
                             : fmt::format("the customer is inside for {}", entry.key);
  };
  if (entry.again) return inside();
  if (const auto& again_after = program.definition.trigger.again_after) {
    if (now - *last_start >= *again_after) return inside();
    return fmt::format("the customer started at {}, and again only after {}", format_instant(*last_start),
                       format_duration(*again_after));
  }
  if (entry.key.empty())
    return fmt::format("the customer started at {}, and starts once", format_instant(*last_start));
  if (!journeys.has_entered(program.campaign, entry.customer, entry.key)) return std::nullopt;
  return fmt::format("the customer has had a journey for {}, and each has one", entry.key);
}

bool Entrance::holds(CampaignProgram& program, const Entry& entry, Instant now) {
  try {
    return program.trigger_where.holds(entry.customer, functions_, {now, entry.event, std::nullopt});
  } catch (const std::runtime_error& error) {
    log_.warning("condition.failed", {{"campaign", program.definition.name},
                                      {"condition", program.trigger_where.text()},
                                      {"reason", error.what()}});
    return false;
  }
}

}  // namespace lifecycled
