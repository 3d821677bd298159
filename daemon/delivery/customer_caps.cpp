#include "delivery/customer_caps.hpp"

#include <algorithm>

#include "store/cap_slots.hpp"
#include "store/customer_choices.hpp"

namespace lifecycled {
namespace {

// Messages due within half a day of each other compete for the room that a cap leaves.
constexpr Milliseconds longest_window{12 * 3'600'000LL};
constexpr Milliseconds ask_again_after{60'000};
// Of one customer; more that wait at once are no rivals but a mistake, which the caps hold back anyway.
constexpr std::size_t most_rivals = 20;

}  // namespace

CustomerCaps::CustomerCaps(const DeliverySettings& delivery, const std::vector<ChannelSettings>& channels)
    : less_often_{delivery.less_often.messages, delivery.less_often.per,
                  std::min(delivery.less_often.per, longest_window), "", "the customer wants to hear less"} {
  const auto add = [&](const MessageCap& cap, const std::string& channel, const std::string& reason) {
    caps_.push_back({cap.messages, cap.per, std::min(cap.per, longest_window), channel, reason});
  };
  if (delivery.apart)
    caps_.push_back({1, *delivery.apart, *delivery.apart, "", "too soon after the last message"});
  if (delivery.cap) add(*delivery.cap, "", "cap");
  for (const ChannelSettings& channel : channels) {
    if (channel.cap) add(*channel.cap, channel.name, "cap of " + channel.name);
  }
}

bool CustomerCaps::concerns(const Cap& cap, const DeliveryRow& delivery) const {
  return cap.channel.empty() || cap.channel == delivery.channel;
}

std::vector<CustomerCaps::Cap> CustomerCaps::caps_of(Database& database, CustomerId customer) const {
  std::vector<Cap> caps = caps_;
  if (CustomerChoices(database).wants_fewer(customer)) caps.push_back(less_often_);
  return caps;
}

Verdict CustomerCaps::room(Database& database, const DeliveryRow& delivery, const MessageRow& message,
                           Instant now) const {
  CapSlots slots(database);
  std::optional<NotBefore> latest;
  for (const Cap& cap : caps_of(database, message.customer)) {
    if (!concerns(cap, delivery)) continue;
    const auto oldest = slots.latest(message.customer, now - cap.per, cap.messages, message.id, cap.channel);
    if (oldest && (!latest || *oldest + cap.per > latest->at))
      latest = NotBefore{*oldest + cap.per, cap.reason};
  }
  return latest ? Verdict{*latest} : Verdict{Pass{}};
}

Verdict CustomerCaps::turn(Database& database, const DeliveryRow& delivery, const MessageRow& message,
                           Instant now, const OtherGates& others) const {
  const std::vector<Cap> caps = caps_of(database, message.customer);
  if (caps.empty()) return Pass{};
  Deliveries deliveries(database);
  const auto ahead = deliveries.ahead_of(message.customer, delivery.priority, delivery.id, most_rivals);
  if (ahead.empty()) return Pass{};
  CapSlots slots(database);
  std::vector<std::int64_t> free;
  for (const Cap& cap : caps)
    free.push_back(cap.messages - slots.count(message.customer, now - cap.per, message.id, cap.channel));

  for (const DeliveryId id : ahead) {
    const auto rival = deliveries.find(id);
    const auto rivals_message = rival ? Messages(database).find(rival->message) : std::nullopt;
    if (!rivals_message || !rival->address || !rival->due_at || rival->message == delivery.message) continue;
    std::optional<Verdict> verdict;
    for (std::size_t i = 0; i < caps.size(); ++i) {
      const Cap& cap = caps[i];
      if (!concerns(cap, delivery) || !concerns(cap, *rival)) continue;
      if (*rival->due_at > now + cap.window || *rival->due_at < now - cap.window) continue;
      if (!verdict) verdict = others(*rival, *rivals_message);
      const auto* later = std::get_if<NotBefore>(&*verdict);
      const bool will_go = std::holds_alternative<Pass>(*verdict) || (later && later->at <= now + cap.window);
      if (!will_go || --free[i] > 0) continue;
      const Instant its_turn = std::max(*rival->due_at, later ? later->at : now);
      return NotBefore{std::max(its_turn, now) + ask_again_after, "a message of higher priority goes first"};
    }
  }
  return Pass{};
}

}  // namespace lifecycled
