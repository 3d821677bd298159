#include "insight/start_count.hpp"

#include <stdexcept>

#include "journey/entrance.hpp"
#include "journey/ramps.hpp"
#include "journey/rivals.hpp"
#include "journey/segment_members.hpp"
#include "journey/stable_share.hpp"
#include "store/campaign_halts.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t at_once = 500;

bool would_start(Database& database, const StartQuestion& question, ProfileFunctions& functions,
                 CustomerId customer, Instant now) {
  const CampaignDefinition& campaign = question.program.definition;
  if (campaign.one_of && owner_among(question.rivals, campaign.one_of->name, customer) != campaign.name)
    return false;
  // It begins when it goes live: with the first share.
  if (campaign.ramp && stable_share({"ramp", campaign.name}, customer) >= campaign.ramp->shares.front())
    return false;
  const Entry entry{customer, "", nullptr, false};
  if (question.program.campaign != 0 && Entrance::re_entry(database, question.program, entry, now))
    return false;
  try {
    return question.program.trigger_where.holds(customer, functions, {now, nullptr, std::nullopt});
  } catch (const std::runtime_error&) {
    return false;  // as at the entrance: what cannot be computed is a no
  }
}

std::vector<CustomerId> members(Database& database, const std::string& segment, CustomerId after) {
  const auto stage = stage_from_text(segment);
  return stage ? Customers(database).in_stage(*stage, after, at_once)
               : members_of(database, segment, after, at_once);
}

}  // namespace

StartCount count_starts(Database& database, const StartQuestion& question, ProfileFunctions& functions,
                        Instant now, std::chrono::milliseconds at_most) {
  StartCount out;
  const CampaignId campaign = question.program.campaign;
  if (campaign != 0 && CampaignHalts(database).of(campaign).lets_nobody_in()) return out;
  const auto until = std::chrono::steady_clock::now() + at_most;
  CustomerId after = 0;
  while (out.is_complete) {
    const auto found = members(database, question.segment, after);
    for (const CustomerId customer : found) {
      ++out.asked;
      out.would_start += would_start(database, question, functions, customer, now);
    }
    if (found.size() < at_once) break;
    after = found.back();
    out.is_complete = std::chrono::steady_clock::now() < until;
  }
  return out;
}

}  // namespace lifecycled
