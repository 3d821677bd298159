// Journeys, the steps they took, and triggers that wait for silence. Runs on the thread that owns the
// connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/campaigns.hpp"
#include "store/customers.hpp"

namespace lifecycled {

using JourneyId = std::int64_t;

// What a running journey waits for. The numbers reach the disk.
enum class JourneyPhase : std::int64_t {
  Waiting = 0,    // for the moment at which its step is due
  Listening = 1,  // for an event or a stage, at most until due_at
  Slot = 2,       // in line for the campaign's daily limit, or until the hour of the place it got
};

enum class JourneyEnd : std::int64_t {
  Finished = 1,  // went through all steps
  GoalReached = 2,
  ExitEvent = 3,
  ExitCondition = 4,
  TimeLimit = 5,
  StepExit = 6,  // then = "exit", or a wait that was not answered
  CampaignRemoved = 7,
  Broken = 8,         // its stored version can no longer be read; the log says why
  CampaignEnded = 9,  // by a person, for those inside too
  Erased = 10,        // with its customer; the number stands in erasure_plan.cpp
};
std::string_view to_text(JourneyEnd end);  // "goal reached"

enum class StepResult : std::int64_t {
  Passed = 1,    // a wait alone, or a condition that said no
  Queued = 2,    // a message
  Withheld = 3,  // a gate said never; detail says which
  Split = 4,     // detail = the path
  Rested = 5,    // sunset
  Exited = 6,
  TimedOut = 7,  // the wait ended without its event
  Set = 8,       // properties of the customer
  Listed = 9,    // joined or left a list
  Emitted = 10,  // an event
  Called = 11,   // another system of the shop; detail = the channel
  HeldOut = 12,  // of a test: gets nothing, to compare with
};
std::string_view to_text(StepResult result);

struct JourneyRow {
  JourneyId id = 0;
  CampaignId campaign = 0;
  VersionId version = 0;
  CustomerId customer = 0;
  std::string entry_key;
  std::optional<EventId> trigger_event;
  std::int64_t cause_depth = 0;
  Instant started_at;
  std::int64_t step = 0;
  std::int64_t steps_taken = 0;
  JourneyPhase phase = JourneyPhase::Waiting;
  std::string path;
  Instant since;  // when the previous step was taken
  std::optional<Instant> due_at;
  std::optional<std::int64_t> limit_day;  // of whose daily limit it holds a place
  std::optional<EventId> heard_event;     // what ended its latest wait_for
  std::string skips;                      // steps ahead that it took by an earlier version: "3 5 "
  std::string waited;                     // how the wait of its step ended, until the step is taken
  std::optional<Instant> ended_at;
  std::optional<JourneyEnd> end;
};

struct JourneyStepRow {
  std::int64_t number = 0;
  std::int64_t step = 0;
  Instant at;
  StepResult result = StepResult::Passed;
  std::string detail;
  std::string waited = {};  // "heard Order Delivered", "timed out after 10d"; "" = no wait for an event
};

struct QuietTrigger {
  std::int64_t id = 0;
  CampaignId campaign = 0;
  CustomerId customer = 0;
  std::string entry_key;
  EventId event = 0;
  Instant due_at;
};

class Journeys {
 public:
  explicit Journeys(Database& database) : database_(database) {}

  JourneyId start(const JourneyRow& journey);
  std::optional<JourneyRow> find(JourneyId id);
  std::vector<JourneyRow> running(CustomerId customer);
  std::vector<JourneyRow> of_customer(CampaignId campaign, CustomerId customer);
  // Running ones that listen for ever.
  std::vector<JourneyRow> without_timer(CampaignId campaign, std::size_t limit);
  // The latest start of this customer in this campaign; of this entry key where one is given.
  std::optional<Instant> last_start(CampaignId campaign, CustomerId customer);
  bool has_entered(CampaignId campaign, CustomerId customer, std::string_view entry_key);
  bool is_inside(CampaignId campaign, CustomerId customer, std::string_view entry_key);

  // Writes step, phase, path, since, due_at, limit_day, heard_event, skips, waited and steps_taken.
  void save(const JourneyRow& journey);
  // The version, too.
  void move(const JourneyRow& journey);
  void end(JourneyId id, JourneyEnd reason, Instant at, std::optional<EventId> by);
  void note_step(JourneyId id, const JourneyStepRow& step);
  std::vector<JourneyStepRow> steps(JourneyId id);
  std::int64_t count_running();

  std::optional<QuietTrigger> find_quiet(CampaignId campaign, CustomerId customer,
                                         std::string_view entry_key);
  std::optional<QuietTrigger> find_quiet(std::int64_t id);
  std::int64_t save_quiet(const QuietTrigger& trigger);
  void remove_quiet(std::int64_t id);

 private:
  Database& database_;
};

}  // namespace lifecycled
