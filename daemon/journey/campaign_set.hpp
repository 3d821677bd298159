// The campaigns in force, and every earlier version that a running journey still goes by. Rebuilt as a whole
// by a reload. Belongs to the writer's connection; same thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "journey/campaign_program.hpp"

namespace lifecycled {

class CampaignSet {
 public:
  // Stores new versions, notes what went live or ended, and marks campaigns with start_existing that go live
  // for the first time to be filled. The definitions have been checked.
  CampaignSet(Database& database, std::vector<CampaignDefinition> definitions, EventCatalogue events,
              Instant now, Log log);

  // Live campaigns that an event of this name may start.
  const std::vector<CampaignProgram*>& started_by(std::string_view event_name) const;
  // The version a journey goes by: in force, or read back from the store. Null if it can no longer be read.
  CampaignProgram* version(Database& database, CampaignId campaign, VersionId version);
  // What is in force under that campaign now; null if its file is gone.
  CampaignProgram* current(CampaignId campaign);
  std::vector<CampaignProgram*> all();
  // The names of live campaigns with this one_of, in order.
  const std::vector<std::string>& rivals(std::string_view one_of) const;

 private:
  void index(CampaignProgram& program);

  EventCatalogue events_;
  Log log_;
  std::map<VersionId, std::unique_ptr<CampaignProgram>> programs_;
  std::map<CampaignId, CampaignProgram*> current_;
  std::map<std::string, std::vector<CampaignProgram*>, std::less<>> by_event_;
  std::map<std::string, std::vector<std::string>, std::less<>> rivals_;
};

}  // namespace lifecycled
