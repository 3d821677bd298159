#include "audience/segment_keeper.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "audience/profile.hpp"
#include "store/meta.hpp"
#include "store/timers.hpp"

namespace lifecycled {
namespace {

// Grows when a column of the view comes to mean something else: every segment is then filled anew.
constexpr std::string_view meaning = "1 ";
// By which figures of the shop the members stand; behind the newest after a restart in the middle.
constexpr const char* figures_followed = "segments.figures";

std::int64_t number_in(const std::optional<std::string>& text) {
  std::int64_t out = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), out);
  return out;
}

}  // namespace

SegmentKeeper::SegmentKeeper(Database& database, const std::vector<SegmentDefinition>& definitions,
                             ProfileFunctions& functions, TimeZone shop_zone, Log log)
    : functions_(functions), shop_zone_(shop_zone), log_(std::move(log)) {
  Segments segments(database);
  for (const SegmentDefinition& definition : definitions) {
    Problems checked_before;
    auto sql = segment_to_sql(definition.where, checked_before);
    if (!sql) continue;
    Member member;
    member.name = definition.name;
    member.id = segments.ensure(definition.name);
    const std::string meant = std::string(meaning) + sql->sql;
    if (segments.find(definition.name)->definition != meant) segments.begin_fill(member.id, meant);
    const auto row = segments.find(definition.name);
    member.state = row->state;
    member.fill_after = row->fill_after;
    member.sql = std::move(*sql);
    segments_.push_back(std::move(member));
  }
  std::ranges::sort(segments_, {}, &Member::id);
  for (SegmentRow& row : segments.all()) {
    const bool is_kept = std::ranges::find(segments_, row.id, &Member::id) != segments_.end();
    if (is_kept || row.state == SegmentState::Gone) continue;
    if (row.state != SegmentState::Emptying) {
      segments.begin_emptying(row.id);
      row.fill_after = 0;
    }
    emptying_.push_back(std::move(row));
  }
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    all_.push_back(i);
    if (segments_[i].sql.on_reactions) on_reactions_.push_back(i);
  }
  ask_all_ = compile(database, all_);
  ask_on_reactions_ = compile(database, on_reactions_);

  const auto in_force = ShopFigures(database).latest_with_buyers();
  if (!in_force) return;
  functions_.use_figures(*in_force);
  const std::int64_t followed = number_in(Meta(database).find(figures_followed));
  figures_version_ = followed == 0 ? in_force->version : followed;
  const auto before = ShopFigures(database).find(figures_version_);
  if (before && before->version != in_force->version) functions_.use_figures(*before);
  use_figures(database, *in_force);
}

std::unique_ptr<ProfileConditions> SegmentKeeper::compile(Database& database, const Group& group) const {
  if (group.empty()) return nullptr;
  std::vector<std::string> expressions;
  for (const std::size_t i : group) expressions.push_back(segments_[i].sql.sql);
  return std::make_unique<ProfileConditions>(database, expressions, segment_functions());
}

std::vector<SegmentChange> SegmentKeeper::ask(Database& database, CustomerId customer, Changed changed,
                                              Instant now) {
  return changed == Changed::Anything
             ? ask(database, customer, all_, ask_all_.get(), false, now)
             : ask(database, customer, on_reactions_, ask_on_reactions_.get(), false, now);
}

std::vector<SegmentChange> SegmentKeeper::timer_fired(Database& database, CustomerId customer, Instant due,
                                                      Instant now) {
  // One that was replaced meanwhile says nothing.
  if (Segments(database).of_customer(customer).look_at != due) return {};
  return ask(database, customer, all_, ask_all_.get(), true, now);
}

std::vector<SegmentChange> SegmentKeeper::ask(Database& database, CustomerId customer, const Group& group,
                                              ProfileConditions* conditions, bool timer_is_gone,
                                              Instant now) {
  std::vector<SegmentChange> changes;
  if (!conditions) return changes;
  functions_.look_at({now, nullptr, std::nullopt});
  functions_.take_next_change();
  try {
    const auto& answers = conditions->ask(customer);
    if (answers.empty()) return changes;
    settle(database, group, {customer, answers, functions_.take_next_change(), timer_is_gone}, false, now,
           changes);
    note_changes(database, now);
  } catch (const std::runtime_error& error) {
    // The customer stays where they are; the daemon goes on.
    log_.error("segment.failed", {{"customer", customer}, {"reason", error.what()}});
  }
  return changes;
}

void SegmentKeeper::settle(Database& database, const Group& group, const Asked& asked, bool is_fill,
                           Instant now, std::vector<SegmentChange>& changes) {
  Segments segments(database);
  const CustomerSegments before = segments.of_customer(asked.customer);
  CustomerSegments after = before;
  if (asked.timer_is_gone) after.look_at.reset();
  for (std::size_t i = 0; i < group.size(); ++i) {
    Member& segment = segments_[group[i]];
    const auto found = std::ranges::lower_bound(after.inside, segment.id);
    const bool was_inside = found != after.inside.end() && *found == segment.id;
    if (was_inside == asked.answers[i]) continue;
    if (was_inside) {
      after.inside.erase(found);
      segments.remove_member(segment.id, asked.customer);
    } else {
      after.inside.insert(found, segment.id);
      segments.add_member(segment.id, asked.customer, now);
    }
    segment.came += was_inside ? -1 : 1;
    // What a new definition brings about is no event.
    const bool is_filled = segment.state == SegmentState::Ready || asked.customer <= segment.fill_after;
    if (is_fill || !is_filled) continue;
    ++(was_inside ? segment.left : segment.entered);
    changes.push_back({asked.customer, segment.name, !was_inside});
  }
  if (asked.next_change && (!after.look_at || *asked.next_change < *after.look_at)) {
    Timers timers(database);
    if (after.look_at) timers.cancel({*after.look_at, TimerKind::Look, asked.customer});
    timers.set({*asked.next_change, TimerKind::Look, asked.customer});
    after.look_at = asked.next_change;
  }
  if (after != before) segments.save_of_customer(asked.customer, after);
}

void SegmentKeeper::note_changes(Database& database, Instant now) {
  for (Member& segment : segments_) {
    if (segment.came == 0 && segment.entered == 0 && segment.left == 0) continue;
    Segments(database).note_change(segment.id, to_number(shop_zone_.day_of(now)), segment.came,
                                   segment.entered, segment.left);
    segment.came = segment.entered = segment.left = 0;
  }
}

bool SegmentKeeper::fill(Database& database, Instant now, std::size_t limit) {
  return empty_some(database, limit) || fill_some(database, now, limit);
}

bool SegmentKeeper::empty_some(Database& database, std::size_t limit) {
  if (emptying_.empty()) return false;
  SegmentRow& row = emptying_.back();
  Segments segments(database);
  const auto members = segments.members(row.id, 0, limit);
  for (const CustomerId customer : members) {
    CustomerSegments of = segments.of_customer(customer);
    std::erase(of.inside, row.id);
    segments.save_of_customer(customer, of);
    segments.remove_member(row.id, customer);
  }
  if (members.size() < limit) {
    segments.set_progress(row.id, SegmentState::Gone, 0);
    segments.set_size(row.id, 0);
    log_.info("segment.removed", {{"segment", row.name}});
    emptying_.pop_back();
  }
  return true;
}

bool SegmentKeeper::fill_some(Database& database, Instant now, std::size_t limit) {
  // Those that stand at the same customer are filled together; those further on wait until these have caught
  // up.
  Group group;
  CustomerId from = 0;
  std::optional<CustomerId> until;
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    const Member& segment = segments_[i];
    if (segment.state != SegmentState::Filling) continue;
    if (!group.empty() && segment.fill_after > from) {
      until = std::min(until.value_or(segment.fill_after), segment.fill_after);
    } else if (!group.empty() && segment.fill_after == from) {
      group.push_back(i);
    } else {
      if (!group.empty()) until = from;
      group = {i};
      from = segment.fill_after;
    }
  }
  if (group.empty()) return false;
  if (group != filling_) {
    ask_filling_ = compile(database, group);
    filling_ = group;
  }
  functions_.look_at({now, nullptr, std::nullopt});
  functions_.take_next_change();
  std::vector<SegmentChange> none;
  CustomerId last = from;
  bool has_caught_up = false;
  const auto each = [&](CustomerId customer, const std::vector<bool>& answers) {
    if (until && customer > *until) {
      has_caught_up = true;
      return false;
    }
    settle(database, group, {customer, answers, functions_.take_next_change(), false}, true, now, none);
    last = customer;
    return true;
  };
  std::size_t asked = 0;
  try {
    asked = ask_filling_->ask_range(from, limit, each);
  } catch (const std::runtime_error& error) {
    // Passed over, for else nobody after this customer would ever be asked.
    log_.error("segment.failed", {{"customer", last + 1}, {"reason", error.what()}});
    ++last;
    asked = limit;
  }
  note_changes(database, now);
  if (has_caught_up || (until && asked < limit)) last = *until;
  const bool is_done = asked < limit && !until;
  for (const std::size_t i : group) {
    Member& segment = segments_[i];
    segment.fill_after = last;
    if (is_done) segment.state = SegmentState::Ready;
    Segments(database).set_progress(segment.id, segment.state, last);
    if (is_done) log_.info("segment.filled", {{"segment", segment.name}, {"customers", last}});
  }
  return true;
}

void SegmentKeeper::use_figures(Database& database, const ShopFiguresRow& figures) {
  std::vector<SegmentSql> segments;
  for (const Member& segment : segments_) segments.push_back(segment.sql);
  moved_.move(functions_.figures(), figures, segments);
  functions_.use_figures(figures);
  figures_version_ = figures.version;
  if (!moved_.has_more()) Meta(database).set(figures_followed, std::to_string(figures_version_));
}

bool SegmentKeeper::follow_borders(Database& database, Instant now, std::size_t limit,
                                   std::vector<SegmentChange>& changes) {
  if (!moved_.has_more()) return false;
  for (const CustomerId customer : moved_.next(database, limit)) {
    for (SegmentChange& change : ask(database, customer, Changed::Anything, now))
      changes.push_back(std::move(change));
  }
  if (!moved_.has_more()) Meta(database).set(figures_followed, std::to_string(figures_version_));
  return true;
}

}  // namespace lifecycled
