#include "journey/first_question.hpp"

#include <fmt/format.h>

#include "audience/address_form.hpp"
#include "base/json_fields.hpp"
#include "journey/event_names.hpp"
#include "store/asked_addresses.hpp"
#include "store/events.hpp"

namespace lifecycled {

std::optional<std::string> asked_address(Database& database, const std::optional<EventId>& trigger,
                                         const std::string& kind) {
  const auto event = trigger ? Events(database).find(*trigger) : std::nullopt;
  if (!event || event->name != event_names::consent_asked) return std::nullopt;
  std::string mistake;
  const auto body = parse_json(event->body, mistake);
  const auto named = body ? text_at(*body, kind) : std::nullopt;
  if (!named) return std::nullopt;
  return normal_address(kind, *named).value_or("");
}

SendPlan within_the_day(Database& database, SendPlan plan, Instant now) {
  if (plan.kind != MessageKind::Confirmation) return plan;
  AskedAddresses asked(database);
  std::vector<SendTarget> targets;
  for (SendTarget& target : plan.targets) {
    const auto row = target.address ? Addresses(database).find(*target.address) : std::nullopt;
    if (row && asked.count(row->kind, row->normal, now) >= AskedAddresses::most_a_day) {
      plan.objection =
          fmt::format("{}: the address was asked {} times today", target.channel, AskedAddresses::most_a_day);
      continue;
    }
    if (row) asked.note(row->kind, row->normal, now);
    targets.push_back(std::move(target));
  }
  plan.targets = std::move(targets);
  return plan;
}

}  // namespace lifecycled
