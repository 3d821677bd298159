#include <algorithm>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "cli/data_command.hpp"
#include "intake/segment_api.hpp"
#include "intake/shop_webhook.hpp"
#include "store/quarantine.hpp"
#include "web/shop_news.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {

constexpr std::string_view shop_door = "intake/";
constexpr std::size_t page = 200;
// Of a list: whoever looks for something rare asks with --since.
constexpr std::size_t most_looked_at = 20'000;

struct Wanted {
  std::string reason;  // in small letters; "" = any
  std::optional<Instant> since;

  bool fits(const QuarantinedItem& item) const {
    if (since && item.received_at < *since) return false;
    return reason.empty() || lower_ascii(item.reason).find(reason) != std::string::npos;
  }
};

Wanted wanted_of(const CommandContext& context, const json::object& arguments) {
  Wanted out{lower_ascii(text_at(arguments, "reason").value_or("")), std::nullopt};
  if (const auto since = text_at(arguments, "since")) out.since = moment_argument(context, {{"at", *since}});
  return out;
}

QuarantinedItem insist_on_item(CommandContext& context, const json::object& arguments) {
  const auto id = number_at(arguments, "id").value_or(0);
  auto item = Quarantine(context.database).find(static_cast<std::int64_t>(id));
  if (!item)
    throw CommandError(fmt::format("there is no {} in the quarantine; `lifecycled quarantine` lists it", id));
  return std::move(*item);
}

std::string door_of(const QuarantinedItem& item) {
  if (item.event) return fmt::format("event {}", *item.event);
  if (item.door.name.empty()) return item.source == EventSource::Import ? "import" : "?";
  return item.door.name.starts_with(shop_door) ? "/" + item.door.name : "/v1/" + item.door.name;
}

json::object item_json(const QuarantinedItem& item, bool whole) {
  json::object out{{"id", item.id},
                   {"received_at", format_instant(item.received_at)},
                   {"from", door_of(item)},
                   {"reason", item.reason},
                   {"bytes", item.body.size()}};
  if (!item.door.topic.empty()) out["topic"] = item.door.topic;
  if (!whole) return out;
  if (is_utf8(item.body)) {
    out["body"] = item.body;
  } else {
    out["body_base64url"] = to_base64url(item.body);
  }
  return out;
}

json::object list(CommandContext& context, const json::object& arguments) {
  Quarantine quarantine(context.database);
  const Wanted wanted = wanted_of(context, arguments);
  const auto limit =
      static_cast<std::size_t>(std::clamp(number_at(arguments, "limit").value_or(50), 0.0, 10'000.0));
  json::array items;
  std::size_t looked_at = 0;
  auto rows = quarantine.latest(page);
  while (!rows.empty() && items.size() < limit && looked_at < most_looked_at) {
    for (const QuarantinedItem& item : rows) {
      if (items.size() < limit && wanted.fits(item)) items.push_back(item_json(item, false));
    }
    looked_at += rows.size();
    if (wanted.since && rows.back().received_at < *wanted.since) break;
    rows = quarantine.before(rows.back().id, page);
  }
  return {{"items", std::move(items)}, {"all", quarantine.count()}};
}

// Why it is still not understood; "" when it has become what it should.
std::string read_event_again(CommandContext& context, const QuarantinedItem& item) {
  Events events(context.database);
  const auto stored = events.find(*item.event);
  if (!stored || stored->body != item.body) return "its event is no longer in the log";
  NewEvent again;
  again.name = stored->name;
  again.occurred_at = stored->occurred_at;
  again.source = stored->source;
  again.user_id = stored->user_id;
  again.anonymous_id = stored->anonymous_id;
  again.customer = stored->customer;
  again.cause = stored->id;
  again.depth = stored->depth;
  again.delivery = stored->delivery;
  again.body = stored->body;
  events.append(again, context.now);
  return "";
}

std::string read_shop_again(CommandContext& context, const QuarantinedItem& item) {
  const std::string name = item.door.name.substr(shop_door.size());
  const auto& shops = context.configuration.shops;
  const auto shop = std::ranges::find(shops, name, &ShopIntake::name);
  if (shop == shops.end()) return fmt::format("there is no [intake.{}] any more", name);
  ShopReading reading =
      read_shop_webhook(*shop, {item.door.topic, item.body, item.received_at, item.door.sent_at});
  const auto news = shop_news(context.database, reading, context.now);
  if (!reading.set_aside.empty()) return reading.set_aside;
  if (reading.asks_for_data) return item.reason;
  Events(context.database).append(news, context.now);
  return "";
}

std::string read_again(CommandContext& context, const QuarantinedItem& item) {
  if (item.event) return read_event_again(context, item);
  if (item.door.name.empty()) return item.reason;
  if (item.door.name.starts_with(shop_door)) return read_shop_again(context, item);
  const SegmentResult result =
      read_segment_again(item.door.name, item.body, item.received_at, item.door.sent_at);
  if (!result.set_aside.empty()) return result.set_aside.front().reason;
  if (result.problem) return result.problem->detail;
  Events(context.database).append(result.events, context.now);
  return "";
}

// Reading and forgetting are one transaction: what was read is not read again.
bool replay(CommandContext& context, const QuarantinedItem& item) {
  Quarantine quarantine(context.database);
  const std::string reason = read_again(context, item);
  if (reason.empty()) {
    quarantine.remove(item.id);
  } else if (reason != item.reason) {
    quarantine.note_reason(item.id, reason);
  }
  return reason.empty();
}

bool drop(CommandContext& context, const QuarantinedItem& item) {
  Quarantine(context.database).remove(item.id);
  return true;
}

// One item, or the next page of those that are wanted: the caller comes back with `after` until `next` is
// null.
json::object act_on(CommandContext& context, const json::object& arguments,
                    bool (*act)(CommandContext&, const QuarantinedItem&)) {
  std::int64_t done = 0, left = 0;
  if (arguments.contains("id")) {
    const QuarantinedItem item = insist_on_item(context, arguments);
    ++(act(context, item) ? done : left);
    const auto still = Quarantine(context.database).find(item.id);
    return {{"done", done}, {"left", left}, {"next", nullptr}, {"reason", still ? still->reason : ""}};
  }
  Quarantine quarantine(context.database);
  const Wanted wanted = wanted_of(context, arguments);
  const auto newest = quarantine.latest(1);
  const auto after = static_cast<std::int64_t>(number_at(arguments, "after").value_or(0));
  // What is refused once more, and gets a new place, is not of this round.
  const auto until = static_cast<std::int64_t>(
      number_at(arguments, "until").value_or(newest.empty() ? 0.0 : static_cast<double>(newest.front().id)));
  const auto rows = quarantine.after(after, page);
  json::value next;
  for (const QuarantinedItem& item : rows) {
    if (item.id > until) break;
    next = item.id;
    if (wanted.fits(item)) ++(act(context, item) ? done : left);
  }
  if (rows.size() < page || rows.back().id >= until) next = nullptr;
  return {{"done", done}, {"left", left}, {"next", next}, {"until", until}};
}

}  // namespace

json::object run_quarantine(CommandContext& context, const json::object& arguments) {
  const std::string act = text_at(arguments, "act").value_or("list");
  if (act == "list") return list(context, arguments);
  if (act == "show") return item_json(insist_on_item(context, arguments), true);
  if (act == "replay") return act_on(context, arguments, replay);
  if (act == "drop") return act_on(context, arguments, drop);
  throw CommandError("quarantine takes list, show, replay or drop");
}

}  // namespace lifecycled
