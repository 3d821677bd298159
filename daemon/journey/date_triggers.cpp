#include "journey/date_triggers.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "journey/occasion.hpp"
#include "store/start_plans.hpp"

namespace lifecycled {
namespace {

// After these a date or a time zone may be another one.
constexpr std::array<std::string_view, 5> telling{"Customer Identified", "Property Set", "Order Completed",
                                                  "Order Cancelled", "Order Refunded"};

std::string setting_of(const DateTrigger& date, Instant live_since, const TimeZone& shop_zone) {
  return fmt::format("date {} {}m {} {} {}", date.of.name, date.offset.count(),
                     date.yearly ? "yearly" : "never", to_ms(live_since), shop_zone.name());
}

}  // namespace

DateTriggers::DateTriggers(Database& database, CampaignSet& campaigns, Entrance& entrance, TimeZone shop_zone)
    : entrance_(entrance), shop_zone_(shop_zone) {
  StartPlans plans(database);
  for (CampaignProgram* program : campaigns.all()) {
    const auto& date = program->definition.trigger.date;
    const auto row = Campaigns(database).find(program->definition.name);
    if (!date || !row || !row->live_since) continue;
    dated_.push_back({program, *row->live_since});
    const std::string setting = setting_of(*date, *row->live_since, shop_zone_);
    const auto plan = plans.find(program->campaign);
    if (!plan || plan->setting != setting) plans.save({program->campaign, setting, 0, std::nullopt});
  }
  for (const StartPlan& plan : plans.all()) {
    if (plan.setting.starts_with("date ") && !dated(plan.campaign)) plans.remove(plan.campaign);
  }
}

const DateTriggers::Dated* DateTriggers::dated(CampaignId campaign) const {
  const auto found =
      std::ranges::find(dated_, campaign, [](const Dated& dated) { return dated.program->campaign; });
  return found == dated_.end() ? nullptr : &*found;
}

void DateTriggers::on_event(Database& database, CustomerId id, const StoredEvent& event, Instant now) {
  if (dated_.empty()) return;
  const bool tells = std::ranges::find(telling, event.name) != telling.end();
  const bool needs_first_word = std::ranges::any_of(
      dated_, [&](const Dated& dated) { return trigger(dated).of.name == "known_since"; });
  if (!tells && !needs_first_word) return;
  const auto customer = Customers(database).find(id);
  if (!customer) return;
  for (const Dated& dated : dated_) {
    const bool is_first_word =
        trigger(dated).of.name == "known_since" && event.occurred_at <= customer->known_since;
    if (tells || is_first_word) set(database, dated, *customer, now);
  }
}

void DateTriggers::timer_fired(Database& database, std::int64_t id, Instant due_at, Instant now) {
  DateStarts starts(database);
  auto start = starts.find(id);
  if (!start || start->due_at != due_at) return;
  const Dated* dated = this->dated(start->campaign);
  const auto customer = Customers(database).find(start->customer);
  if (!dated || !customer) {
    // Going live sets it anew.
    start->due_at.reset();
    starts.save(*start);
    return;
  }
  // Somebody whose turn in a fill is still to come may have a timer of the trigger as it was.
  DateStart meant = *start;
  if (due(*dated, *customer, meant, due_at + dated->program->definition.trigger.max_age) != due_at ||
      meant.occasion != start->occasion) {
    return set(database, *dated, *customer, now);
  }
  start->last_occasion = start->occasion;
  start->due_at = due(*dated, *customer, *start, now);
  starts.save(*start);
  if (now - due_at > dated->program->definition.trigger.max_age) return;
  entrance_.begin(database, *dated->program,
                  {customer->id, entry_key(trigger(*dated), *start->last_occasion), nullptr, false}, now);
}

bool DateTriggers::fill(Database& database, Instant now, std::size_t limit) {
  StartPlans plans(database);
  for (const Dated& dated : dated_) {
    auto plan = plans.find(dated.program->campaign);
    if (!plan || !plan->fill_after) continue;
    Customers customers(database);
    const auto found = customers.all(*plan->fill_after, limit);
    for (const CustomerId id : found) set(database, dated, customers.find(id).value(), now);
    if (found.size() < limit) {
      plan->fill_after.reset();
    } else {
      plan->fill_after = found.back();
    }
    plans.save(*plan);
    return true;
  }
  return false;
}

TimeZone DateTriggers::zone_of(const CustomerRow& customer) const {
  if (customer.time_zone && TimeZone::exists(*customer.time_zone))
    return TimeZone::named(*customer.time_zone);
  return shop_zone_;
}

// The next due moment, and its occasion written into `start`. What was due on a day that was over when the
// campaign went live, or longer ago than max_age, starts nobody.
std::optional<Instant> DateTriggers::due(const Dated& dated, const CustomerRow& customer, DateStart& start,
                                         Instant now) const {
  const TimeZone zone = zone_of(customer);
  const auto date = date_of(customer, trigger(dated).of.name, zone);
  // A shop that goes live at nine means those whose birthday it is, too.
  const Instant first_day = zone.at(zone.day_of(dated.live_since), TimeOfDay{0});
  const Instant not_before = std::max(first_day, now - dated.program->definition.trigger.max_age);
  const auto occasion =
      date ? next_occasion(trigger(dated), *date, zone, not_before, start.last_occasion) : std::nullopt;
  start.occasion = occasion ? std::optional(occasion->day) : std::nullopt;
  return occasion ? std::optional(occasion->due_at) : std::nullopt;
}

void DateTriggers::set(Database& database, const Dated& dated, const CustomerRow& customer,
                       Instant now) const {
  DateStarts starts(database);
  const auto known = starts.find(dated.program->campaign, customer.id);
  DateStart start = known.value_or(DateStart{0, dated.program->campaign, customer.id, {}, {}, {}});
  start.due_at = due(dated, customer, start, now);
  if (!known && !start.due_at) return;
  if (known && known->due_at == start.due_at && known->occasion == start.occasion) return;
  starts.save(start);
}

}  // namespace lifecycled
