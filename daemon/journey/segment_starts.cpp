#include "journey/segment_starts.hpp"

#include "journey/segment_members.hpp"
#include "store/campaign_halts.hpp"

namespace lifecycled {

bool SegmentStarts::go_on(Database& database, Instant now, std::size_t limit) {
  SegmentRuns runs(database);
  auto run = runs.first();
  if (!run || is_filling(database, run->segment)) return false;
  CampaignProgram* program = campaigns_.current(run->campaign);
  if (!program || !program->definition.live || CampaignHalts(database).of(run->campaign).ended_at) {
    end(database, *run);
    return true;
  }
  const auto members = members_of(database, run->segment, run->after, limit);
  for (const CustomerId customer : members) {
    const auto objection =
        entrance_.begin(database, *program, {customer, run->entry_key, nullptr, run->again}, now);
    ++(objection ? run->refused : run->started);
    run->after = customer;
  }
  if (members.size() < limit) {
    end(database, *run);
  } else {
    runs.save(*run);
  }
  return true;
}

void SegmentStarts::end(Database& database, const SegmentRun& run) {
  SegmentRuns(database).remove(run.id);
  log_.info("campaign.segment_started", {{"campaign", Campaigns(database).name(run.campaign)},
                                         {"segment", run.segment},
                                         {"started", run.started},
                                         {"refused", run.refused}});
}

}  // namespace lifecycled
