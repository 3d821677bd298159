// A campaign file as plain values: trigger, steps, exit. What the words mean is journey/'s business; whether
// conditions, messages and channels exist is checked there too. Constant after loading; any thread may read
// it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/message_kind.hpp"
#include "base/problem.hpp"
#include "base/time.hpp"
#include "config/condition_text.hpp"
#include "config/schedule.hpp"
#include "config/share.hpp"
#include "config/track_wish.hpp"

namespace lifecycled {

enum class Serves { Awareness, Consideration, Conversion, Retention, Advocacy };

// A name with the place where it was written, for mistakes found later.
struct PlacedName {
  std::string name;
  Place place;
};

// A date of the customer, at 00:00 of that day in the customer's own time, moved by `offset`.
struct DateTrigger {
  PlacedName of;  // a property, or a column such as first_order_at
  std::chrono::minutes offset{0};
  bool yearly = true;
};

// All members of a segment, at moments of the shop's calendar.
struct ScheduleTrigger {
  Schedule when;
  std::string text;  // as written
  PlacedName segment;
};

// One of events, stage_entered ... by_hand is there; a file with a mistake may have none.
struct CampaignTrigger {
  Place place;
  std::vector<PlacedName> events;
  std::optional<PlacedName> stage_entered, stage_left, segment_entered, segment_left;
  std::optional<DateTrigger> date;
  std::optional<ScheduleTrigger> schedule;
  bool by_hand = false;
  ConditionText where;
  std::optional<Milliseconds> quiet_for;
  std::string one_per;  // a property of the event, such as order_id; "" = one journey a customer
  Place one_per_place;
  std::optional<Milliseconds> again_after;
  Milliseconds max_age{86'400'000};
  bool start_existing = false;
};

struct CampaignExit {
  std::vector<PlacedName> events;
  ConditionText where;                // asked whenever the journey takes a step
  std::optional<Milliseconds> after;  // since the start
};

struct CampaignGoal {
  PlacedName event;
  std::optional<Milliseconds> within;  // since the start
  std::optional<Share> target;         // what the shop hopes for; decides nothing
};

// "10:00" or "mon 10:00", in the customer's own time.
struct StepMoment {
  std::chrono::minutes time{0};
  std::optional<std::chrono::weekday> weekday;
};

// What a fact says at the moment of asking: "event.promised_at", "heard.rating", "property.renews_at".
struct FactName {
  enum class Of { Event, Heard, Property, Product };
  Of of = Of::Event;
  std::string name;
  Place place;
};

// A date or moment that a fact holds, moved by `offset`.
struct StepUntil {
  FactName fact;
  Milliseconds offset{0};
};

struct StepWait {
  std::vector<PlacedName> events;
  std::optional<PlacedName> stage;
  std::optional<Milliseconds> at_most;
  bool exit_if_not = false;  // if_not = "exit"; default "go on"
};

struct SendAction {
  PlacedName message;
  std::vector<PlacedName> channels;  // empty = the shop's order
  bool all_channels = false;         // channel = "all"
  std::string other_than;            // id of an earlier step whose channel is not used again
  Place other_than_place;
  std::optional<MessageKind> kind;
};

// Several messages against each other, and against nothing.
struct TestAction {
  SendAction send;  // how; which one is the variant's
  struct Variant {
    PlacedName message;
    Share share = 0;  // of those who are not held out
  };
  std::vector<Variant> variants;
  Share hold_out = 0;
};

struct SplitAction {
  struct Branch {
    std::string path;
    ConditionText where;         // always, where it says nothing
    std::optional<Share> share;  // by chance instead of by condition
  };
  std::vector<Branch> branches;  // the last takes whoever is left
};

using PlainFact = std::variant<std::string, std::int64_t, double, bool, FactName>;
struct Assignment {
  PlacedName name;
  PlainFact value;
};

struct SetAction {
  std::vector<Assignment> properties;
};
struct ListAction {
  PlacedName list;
  bool joins = true;
};
struct EmitAction {
  PlacedName event;
  std::vector<Assignment> with;
};
// Tells another system of the shop through a channel.
struct CallAction {
  PlacedName channel;
};
struct SunsetAction {};

using StepAction = std::variant<std::monostate, SendAction, SplitAction, SunsetAction, TestAction, SetAction,
                                ListAction, EmitAction, CallAction>;

// How a step sends; null for one that does not.
inline const SendAction* sending(const StepAction& action) {
  if (const auto* test = std::get_if<TestAction>(&action)) return &test->send;
  return std::get_if<SendAction>(&action);
}
// Every message that a step may send.
inline std::vector<PlacedName> messages_of(const StepAction& action) {
  std::vector<PlacedName> out;
  if (const auto* test = std::get_if<TestAction>(&action)) {
    for (const auto& variant : test->variants) out.push_back(variant.message);
  } else if (const auto* send = std::get_if<SendAction>(&action)) {
    out.push_back(send->message);
  }
  return out;
}

// A step reads: wait, check, act. It is at `index` in CampaignDefinition::steps.
struct CampaignStep {
  Place place;
  std::string id;  // as written, or "step 3"
  std::optional<Milliseconds> after;
  std::optional<StepUntil> until;
  std::optional<StepMoment> at;
  std::optional<Milliseconds> within;  // with `at`: an hour further away than this is not waited for
  std::optional<StepWait> wait_for;
  ConditionText where;
  std::string path;  // "" = for all
  Place path_place;
  StepAction action;
  bool then_exit = false;
  std::optional<PlacedName> to;
};

struct CampaignLimit {
  std::uint32_t messages_per_day = 0;
};

// The campaign begins with these shares of the customers, each for `every`, the last for good, and pauses
// itself where more than this of its messages comes back badly.
struct CampaignRamp {
  struct StopAt {
    std::optional<Share> failures, unsubscribes, complaints;
  };
  std::vector<Share> shares;
  Milliseconds every{86'400'000};
  StopAt stop_at;
};

struct CampaignDefinition {
  std::string name;    // the file's name without .toml
  std::string source;  // the file's text: kept by content hash for journeys that began with it
  Place place;
  std::string title;
  Serves serves = Serves::Awareness;
  MessageKind kind = MessageKind::Marketing;
  bool live = true;
  std::optional<CampaignGoal> goal;
  CampaignTrigger trigger;
  CampaignExit exit;
  std::optional<PlacedName> topic;   // of [topics]: who declined it gets none of its marketing
  std::optional<PlacedName> one_of;  // rivals with the same word share the customers
  std::optional<CampaignLimit> limit;
  std::optional<CampaignRamp> ramp;
  std::optional<Milliseconds> expires_after;  // of its messages; default by kind
  std::optional<TrackWish> track;             // instead of what the shop says
  int priority = 50;                      // 0 to 100; who wins where messages of several campaigns compete
  std::optional<PlacedName> serve_first;  // a numeric column: among its own, whoever has more goes first
  std::vector<CampaignStep> steps;
};

}  // namespace lifecycled
