#include "insight/start_count.hpp"

#include <optional>
#include <stdexcept>

#include "audience/profile.hpp"
#include "journey/entrance.hpp"
#include "journey/ramps.hpp"
#include "journey/rivals.hpp"
#include "journey/segment_members.hpp"
#include "journey/stable_share.hpp"
#include "store/campaign_halts.hpp"
#include "store/profile_conditions.hpp"

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

// Whom the trigger would see enter, in pieces, in order.
class Candidates {
 public:
  Candidates(Database& database, const StartQuestion& question)
      : database_(database), segment_(question.segment) {
    if (!question.condition.empty())
      asked_.emplace(database, std::vector{question.condition}, segment_functions());
  }

  // Nothing when all have been seen; a piece may hold nobody.
  std::optional<std::vector<CustomerId>> next() {
    if (is_through_) return std::nullopt;
    std::vector<CustomerId> found;
    std::size_t seen = 0;
    if (asked_) {
      seen = asked_->ask_range(after_, at_once, [&](CustomerId customer, const std::vector<bool>& answers) {
        after_ = customer;
        if (answers.front()) found.push_back(customer);
        return true;
      });
    } else {
      const auto stage = stage_from_text(segment_);  // members_of knows it by its name as a segment alone
      found = stage ? Customers(database_).in_stage(*stage, after_, at_once)
                    : members_of(database_, segment_, after_, at_once);
      seen = found.size();
      if (!found.empty()) after_ = found.back();
    }
    is_through_ = seen < at_once;
    return found;
  }

 private:
  Database& database_;
  std::string segment_;
  std::optional<ProfileConditions> asked_;
  CustomerId after_ = 0;
  bool is_through_ = false;
};

}  // namespace

StartCount count_starts(Database& database, const StartQuestion& question, ProfileFunctions& functions,
                        Instant now, std::chrono::milliseconds at_most) {
  StartCount out;
  const CampaignId campaign = question.program.campaign;
  if (campaign != 0 && CampaignHalts(database).of(campaign).lets_nobody_in()) return out;
  const auto until = std::chrono::steady_clock::now() + at_most;
  Candidates candidates(database, question);
  while (const auto found = candidates.next()) {
    if (std::chrono::steady_clock::now() >= until) {
      out.is_complete = false;
      break;
    }
    for (const CustomerId customer : *found) {
      ++out.asked;
      out.would_start += would_start(database, question, functions, customer, now);
    }
  }
  return out;
}

}  // namespace lifecycled
