#include "audience/profile.hpp"

#include <algorithm>
#include <array>

namespace lifecycled {
namespace {

constexpr std::array columns{
    ProfileColumn{"orders", ColumnKind::Number, false,
                  "how many orders count (cancelled and fully refunded ones do not)"},
    ProfileColumn{"purchases", ColumnKind::Number, false, "on how many days the customer ordered"},
    ProfileColumn{"spent", ColumnKind::Number, false,
                  "what the customer paid so far, less refunds, in the shop's currency"},
    ProfileColumn{"lifetime_value", ColumnKind::Number, false, "the same as spent"},
    ProfileColumn{"average_order_value", ColumnKind::Number, true,
                  "spent / orders; absent before the first order"},
    ProfileColumn{"discount_share", ColumnKind::Number, false,
                  "share of orders with a coupon or discount, 0 to 1"},
    ProfileColumn{"first_order_at", ColumnKind::Moment, true,
                  "moment of the first order; for days_since() and its like"},
    ProfileColumn{"last_order_at", ColumnKind::Moment, true, "moment of the latest order"},
    ProfileColumn{"days_since_order", ColumnKind::Number, true, "days since the latest order, with decimals"},
    ProfileColumn{"stage", ColumnKind::Text, false,
                  "'prospect', 'active one-time', 'active repeat', 'lapsing' or 'lapsed'"},
    ProfileColumn{"stage_since", ColumnKind::Moment, true, "since when the customer has been in that stage"},
    ProfileColumn{"own_gap_days", ColumnKind::Number, true,
                  "the customer's own median gap between purchases; absent with too few"},
    ProfileColumn{
        "gap_days", ColumnKind::Number, true,
        "the expected gap to the next purchase: the own one, else the shop's; absent for prospects"},
    ProfileColumn{"seasonal", ColumnKind::Answer, false,
                  "whether all purchases fall in the same weeks of each year"},
    ProfileColumn{"expected_value", ColumnKind::Number, false,
                  "what is still to be expected: orders a year x average order value x years to come"},
    ProfileColumn{"recency", ColumnKind::Number, true,
                  "fifth by the latest order, 5 = most recent; absent before the first order"},
    ProfileColumn{"frequency", ColumnKind::Number, true, "fifth by the number of orders, 5 = most"},
    ProfileColumn{"monetary", ColumnKind::Number, true, "fifth by what was spent, 5 = most"},
    ProfileColumn{"rfm", ColumnKind::Text, true, "the three together, such as '5-4-5'"},
    ProfileColumn{"spent_score", ColumnKind::Number, true,
                  "how far spent lies above the mean of all buyers, in standard deviations"},
    ProfileColumn{"order_value_score", ColumnKind::Number, true, "the same for average_order_value"},
    ProfileColumn{"store_orders", ColumnKind::Number, false, "orders made in a store"},
    ProfileColumn{"online_orders", ColumnKind::Number, false, "orders made online"},
    ProfileColumn{"bought_in", ColumnKind::Text, true,
                  "'store', 'online' or 'both'; absent before the first order"},
    ProfileColumn{"carts_open", ColumnKind::Number, false,
                  "carts with something in them that was not bought"},
    ProfileColumn{"cart_changed_at", ColumnKind::Moment, true, "moment of the latest change of one of them"},
    ProfileColumn{"known_since", ColumnKind::Moment, false, "moment of the first word about this customer"},
    ProfileColumn{"language", ColumnKind::Text, true, "BCP 47 tag, such as 'nl' or 'fr-CA'"},
    ProfileColumn{"country", ColumnKind::Text, true, "two letters, such as 'NL'"},
    ProfileColumn{"time_zone", ColumnKind::Text, true, "IANA name, such as 'Europe/Amsterdam'"},
    ProfileColumn{"first_name", ColumnKind::Text, true, "first name"},
    ProfileColumn{"last_name", ColumnKind::Text, true, "last name"},
    ProfileColumn{"source", ColumnKind::Text, true, "where the customer came from, as the shop said first"},
    ProfileColumn{"has_account", ColumnKind::Answer, false,
                  "whether the customer has an account; guests have none"},
    ProfileColumn{"preferred_channel", ColumnKind::Text, true, "the channel that the customer wishes"},
    ProfileColumn{"reachable_channels", ColumnKind::Text, false,
                  "channels on which marketing may be sent, such as 'email,sms'"},
    ProfileColumn{"last_rating", ColumnKind::Number, true, "the latest rating given, 1 to 5"},
    ProfileColumn{"nps", ColumnKind::Number, true,
                  "the latest answer to how likely a recommendation is, 0 to 10"},
    ProfileColumn{"nps_group", ColumnKind::Text, true, "'promoter' (9, 10), 'passive' (7, 8) or 'detractor'"},
    ProfileColumn{"open_cases", ColumnKind::Number, false, "support cases that are open"},
    ProfileColumn{"subscriptions", ColumnKind::Number, false, "subscriptions that run"},
    ProfileColumn{"last_reaction_at", ColumnKind::Moment, true,
                  "moment of the latest click, visit, answer or order"},
    ProfileColumn{"last_opened_at", ColumnKind::Moment, true,
                  "moment of the latest opening of a message, perhaps by a machine"},
    ProfileColumn{"warmth", ColumnKind::Text, false,
                  "'warm' (reacted or opened within 30 days), 'cool' (90 days) or 'cold'"},
    ProfileColumn{"reacted", ColumnKind::Answer, false,
                  "whether the customer clicked, visited, answered or ordered since the journey began"},
    ProfileColumn{"resting", ColumnKind::Answer, false, "whether the customer rests after a sunset step"},
};

constexpr std::array functions{
    ConditionFunction{"days_since", 1, 1, "days from a moment until now, with decimals"},
    ConditionFunction{"days_until", 1, 1, "days from now until a moment"},
    ConditionFunction{"older_than", 2, 2,
                      "older_than(last_order_at, '60d'): whether a moment lies so far back"},
    ConditionFunction{"reachable", 1, 1, "reachable('sms'): whether marketing may be sent on that channel"},
    ConditionFunction{"in_list", 1, 1, "in_list('wishes'): whether a step has put the customer on that list"},
    ConditionFunction{"in_segment", 1, 1, "in_segment('vip'): whether the customer is in that segment"},
    ConditionFunction{
        "event_count", 2, 3,
        "event_count('Product Viewed', '7d'): how often the customer did that in this time, up to "
        "200; with 'product_id' as third value, only those of the same product as the event at hand"},
    ConditionFunction{"product_gap_days", 1, 1,
                      "product_gap_days('any'): the customer's own median gap between purchases of the "
                      "product of the order at "
                      "hand that runs out first, from three purchases on; absent without. 'steady' leaves "
                      "out irregular ones"},
    ConditionFunction{"event_text", 1, 1,
                      "a property of the event at hand as text; event.NAME is short for it"},
    ConditionFunction{"event_number", 1, 1, "a property of the event at hand as a number"},
    ConditionFunction{
        "heard_text", 1, 1,
        "a property of the event that ended the latest wait as text; heard.NAME is short for it"},
    ConditionFunction{"heard_number", 1, 1, "a property of the event that ended the latest wait as a number"},
    ConditionFunction{"property_text", 1, 1, "a property of the customer as text"},
    ConditionFunction{"property_number", 1, 1, "a property of the customer as a number"},
    ConditionFunction{"abs", 1, 1, "the number without its sign"},
    ConditionFunction{"coalesce", 2, 8, "the first of its values that is not absent"},
    ConditionFunction{"iif", 3, 3, "iif(condition, this, otherwise that)"},
    ConditionFunction{"instr", 2, 2, "where a text stands in another, from 1; 0 if nowhere"},
    ConditionFunction{"length", 1, 1, "how many characters a text has"},
    ConditionFunction{"lower", 1, 1, "text in small letters"},
    ConditionFunction{"max", 2, 8, "the largest of its values"},
    ConditionFunction{"min", 2, 8, "the smallest of its values"},
    ConditionFunction{"nullif", 2, 2, "absent if both are equal, else the first"},
    ConditionFunction{"round", 1, 2, "rounded to so many decimals"},
    ConditionFunction{"substr", 2, 3, "part of a text"},
    ConditionFunction{"trim", 1, 1, "text without blanks around it"},
    ConditionFunction{"upper", 1, 1, "text in capitals"},
};

template <class Range>
auto find_in(const Range& range, std::string_view name) {
  const auto found = std::ranges::find_if(range, [&](const auto& entry) { return entry.name == name; });
  return found == range.end() ? nullptr : &*found;
}

}  // namespace

std::span<const ProfileColumn> profile_columns() { return columns; }
const ProfileColumn* find_profile_column(std::string_view name) { return find_in(columns, name); }
std::span<const ConditionFunction> condition_functions() { return functions; }
const ConditionFunction* find_condition_function(std::string_view name) { return find_in(functions, name); }

std::vector<std::string> segment_functions() {
  std::vector<std::string> out{"like", "time_is"};
  for (const auto& function : functions) out.emplace_back(function.name);
  return out;
}

std::vector<std::string> condition_names() {
  std::vector<std::string> names;
  for (const auto& column : columns) names.emplace_back(column.name);
  for (const auto& function : functions) names.emplace_back(function.name);
  return names;
}

}  // namespace lifecycled
