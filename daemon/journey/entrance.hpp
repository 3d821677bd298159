// Whether a customer may enter a campaign now, whatever wants to start it: chain, rivals, ramp, re-entry,
// condition. The first that objects is told. On the writer thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "journey/campaign_set.hpp"
#include "journey/journey_runner.hpp"

namespace lifecycled {

// What a start is about.
struct Entry {
  CustomerId customer = 0;
  std::string key;                     // of one_per, a date's occasion, a schedule's moment; "" = none
  const StoredEvent* event = nullptr;  // the event at hand
  bool again = false;                  // by hand: also whoever was inside before
};

class Entrance {
 public:
  Entrance(CampaignSet& campaigns, JourneyRunner& runner, ProfileFunctions& functions, Log log)
      : campaigns_(campaigns), runner_(runner), functions_(functions), log_(std::move(log)) {}

  // Starts the journey and takes the steps that are due. Else says why not, in a sentence for people.
  std::optional<std::string> begin(Database& database, CampaignProgram& program, const Entry& entry,
                                   Instant now);
  // All that would speak against it now, but for the condition.
  std::vector<std::string> objections(Database& database, const CampaignProgram& program, const Entry& entry,
                                      Instant now) const;
  // The rules of re-entry alone.
  static std::optional<std::string> re_entry(Database& database, const CampaignProgram& program,
                                             const Entry& entry, Instant now);

 private:
  // Paused or ended beside its file.
  static std::optional<std::string> halt(Database& database, const CampaignProgram& program);
  std::optional<std::string> rival(const CampaignProgram& program, CustomerId customer) const;
  bool holds(CampaignProgram& program, const Entry& entry, Instant now);

  CampaignSet& campaigns_;
  JourneyRunner& runner_;
  ProfileFunctions& functions_;
  Log log_;
};

}  // namespace lifecycled
