// Keeps every customer's segments in step with what happens, with time and with the shop's figures. Called by
// journey/reactor inside its transaction, on the writer thread.
//
// All conditions are one statement over one row of the view, asked only for customers about whom something
// changed. While it runs, the functions of time tell when their answers will change; the earliest moment is
// the customer's one timer. A timer that has become too early is left: it only asks once more.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "audience/moved_borders.hpp"
#include "audience/profile_functions.hpp"
#include "base/log.hpp"
#include "base/time_zones.hpp"
#include "config/segment_definition.hpp"
#include "store/profile_conditions.hpp"
#include "store/segments.hpp"

namespace lifecycled {

// One customer came into a segment, or left it, by themselves: not because its definition is new.
struct SegmentChange {
  CustomerId customer = 0;
  std::string segment;
  bool entered = false;
};

class SegmentKeeper {
 public:
  // The definitions have been checked. New and changed ones will be filled, and removed ones emptied, by
  // fill().
  SegmentKeeper(Database& database, const std::vector<SegmentDefinition>& definitions,
                ProfileFunctions& functions, TimeZone shop_zone, Log log);

  // How much of a customer may have changed: reactions are the commonest events, and few segments rest on
  // them.
  enum class Changed { Reactions, Anything };
  std::vector<SegmentChange> ask(Database& database, CustomerId customer, Changed changed, Instant now);
  // The customer's timer went off that was due at `due`.
  std::vector<SegmentChange> timer_fired(Database& database, CustomerId customer, Instant due, Instant now);

  // Fills and empties for the next customers, at most `limit`; true while there is more to do.
  bool fill(Database& database, Instant now, std::size_t limit);

  // New figures of the shop are in force.
  void use_figures(Database& database, const ShopFiguresRow& figures);
  // Asks the next of those between old and new borders; true while there are more.
  bool follow_borders(Database& database, Instant now, std::size_t limit,
                      std::vector<SegmentChange>& changes);

 private:
  struct Member {  // a segment of the files
    SegmentId id = 0;
    std::string name;
    SegmentSql sql;
    SegmentState state = SegmentState::Filling;
    CustomerId fill_after = 0;
    std::int64_t came = 0, entered = 0, left = 0;  // not noted yet
  };
  using Group = std::vector<std::size_t>;  // indexes of segments_
  struct Asked {
    CustomerId customer = 0;
    const std::vector<bool>& answers;
    std::optional<Instant> next_change;
    bool timer_is_gone = false;
  };
  std::unique_ptr<ProfileConditions> compile(Database& database, const Group& group) const;
  std::vector<SegmentChange> ask(Database& database, CustomerId customer, const Group& group,
                                 ProfileConditions* conditions, bool timer_is_gone, Instant now);
  void settle(Database& database, const Group& group, const Asked& asked, bool is_fill, Instant now,
              std::vector<SegmentChange>& changes);
  void note_changes(Database& database, Instant now);
  bool empty_some(Database& database, std::size_t limit);
  bool fill_some(Database& database, Instant now, std::size_t limit);

  ProfileFunctions& functions_;
  TimeZone shop_zone_;
  Log log_;
  std::vector<Member> segments_;  // by id
  Group all_, on_reactions_, filling_;
  std::unique_ptr<ProfileConditions> ask_all_, ask_on_reactions_, ask_filling_;
  std::vector<SegmentRow> emptying_;
  MovedBorders moved_;
  std::int64_t figures_version_ = 0;
};

}  // namespace lifecycled
