#include "journey/delivery_event.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "journey/event_names.hpp"
#include "store/events.hpp"

namespace lifecycled {

void append_delivery_event(Database& database, std::string_view name, const DeliveryRow& delivery,
                           const MessageRow& message, boost::json::object more, Instant at, Instant now) {
  NewEvent event;
  event.name = name;
  event.occurred_at = at;
  event.source = EventSource::Channel;
  event.customer = message.customer;
  event.delivery = delivery.id;
  boost::json::object body{{"message", message.name}, {"channel", delivery.channel}};
  for (auto& [key, value] : more) body[key] = std::move(value);
  event.body = boost::json::serialize(body);
  if (message.event) {
    event.cause = message.event;
    if (const auto cause = Events(database).find(*message.event)) event.depth = cause->depth + 1;
  }
  // The end of a chain that feeds itself: it is written down, but causes nothing more.
  event.depth = std::min(event.depth, deepest_chain);
  Events(database).append(event, now);
}

}  // namespace lifecycled
