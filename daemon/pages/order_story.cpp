#include "pages/order_story.hpp"

#include <algorithm>
#include <array>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "base/web_address.hpp"
#include "message/product_facts.hpp"

namespace lifecycled {
namespace {

constexpr std::array usual_way{OrderMark::Ordered, OrderMark::Paid, OrderMark::Shipped,
                               OrderMark::OutForDelivery, OrderMark::Delivered};
constexpr std::size_t longest_word = 80;

std::optional<boost::json::value> body_of(Database& database, std::optional<EventId> event) {
  const auto stored = event ? Events(database).find(*event) : std::nullopt;
  std::string mistake;
  return stored ? parse_json(stored->body, mistake) : std::nullopt;
}

// Cancelled, refunded in full or returned: the way has ended elsewhere.
std::optional<OrderMark> other_end(const OrderRow& order, const std::vector<ToldMark>& marks) {
  const auto has = [&](OrderMark mark) {
    return std::ranges::any_of(marks, [mark](const ToldMark& told) { return told.row.mark == mark; });
  };
  if (order.status == OrderStatus::Cancelled || has(OrderMark::Cancelled)) return OrderMark::Cancelled;
  if (order.status == OrderStatus::Refunded) return OrderMark::Refunded;
  if (has(OrderMark::Returned)) return OrderMark::Returned;
  return std::nullopt;
}

}  // namespace

OrderStory order_story(const OrderRow& order, const std::vector<ToldMark>& marks, const TimeZone& zone,
                       Instant now) {
  const auto told = [&](OrderMark mark) -> const ToldMark* {
    const auto found =
        std::ranges::find_if(marks, [mark](const ToldMark& one) { return one.row.mark == mark; });
    return found == marks.end() ? nullptr : &*found;
  };
  OrderStory story;
  OrderMark furthest = OrderMark::Ordered;
  for (const OrderMark mark : usual_way) {
    const ToldMark* at = told(mark);
    if (!at) continue;
    furthest = mark;
    // The later word about the parcel is the better one.
    if (!at->carrier.empty()) story.carrier = at->carrier;
    if (!at->tracking_number.empty()) story.tracking_number = at->tracking_number;
    if (!at->tracking_url.empty()) story.tracking_url = at->tracking_url;
    // Noon of a day is that day in whichever way it is shown.
    if (at->expected_on) story.expected_at = zone.at(*at->expected_on, TimeOfDay{std::chrono::hours{12}});
    if (at->expected_at) story.expected_at = at->expected_at;
  }
  const auto end = other_end(order, marks);
  for (const OrderMark mark : usual_way) {
    const ToldMark* at = told(mark);
    const bool is_done = mark <= furthest;
    if (end && !is_done) continue;
    // Shops that do not tell of payment have no such step.
    if (mark == OrderMark::Paid && !at) continue;
    OrderStep step{mark, at ? std::optional(at->row.at) : std::nullopt, is_done, !end && mark == furthest};
    if (mark == OrderMark::Ordered) step.at = order.ordered_at;
    story.steps.push_back(step);
  }
  if (end) {
    const ToldMark* at = told(*end);
    story.steps.push_back({*end, at ? std::optional(at->row.at) : std::nullopt, true, true});
    story.expected_at.reset();
  }
  story.status = to_text(end.value_or(furthest));
  if (furthest == OrderMark::Delivered) story.expected_at.reset();
  // "It comes today" is true of one day, on which a parcel may be late and all the same at the door.
  const bool is_out = !end && furthest == OrderMark::OutForDelivery;
  const bool comes_today = is_out && zone.day_of(told(furthest)->row.at) == zone.day_of(now);
  const bool is_late = story.expected_at && zone.day_of(*story.expected_at) < zone.day_of(now);
  if ((is_late || is_out) && !comes_today) story.status = "late";
  return story;
}

std::vector<ToldMark> told_marks(Database& database, const OrderRow& order) {
  std::vector<ToldMark> out;
  for (const OrderMarkRow& row : OrderMarks(database).of_order(order.key)) {
    if (row.customer != order.customer) continue;
    ToldMark told{row, "", "", "", std::nullopt, std::nullopt};
    if (const auto body = body_of(database, row.event)) {
      const auto word = [&](std::string_view key) {
        return clean_line(text_at(*body, key).value_or(""), longest_word);
      };
      told.carrier = word("carrier");
      told.tracking_number = word("tracking_number");
      const std::string url = text_at(*body, "tracking_url").value_or("");
      if (is_web_address(url)) told.tracking_url = url;
      for (const char* key : {"promised_at", "expected_at"}) {
        const auto at = text_at(*body, key);
        if (!at) continue;
        const auto moment = parse_instant(*at);
        const auto day = moment ? std::nullopt : parse_date(*at);
        if (!moment && !day) continue;
        told.expected_at = moment;
        told.expected_on = day ? std::optional(LocalDay{*day}) : std::nullopt;
      }
    }
    out.push_back(std::move(told));
  }
  return out;
}

liquid::Value told_order(Database& database, const OrderRow& order) {
  const auto told = body_of(database, order.event);
  return order_facts(order, told ? &*told : nullptr);
}

}  // namespace lifecycled
