// What became of a delivery, as an event at the top of the line. Inside a writer transaction; for this room
// and delivery/.
#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include "base/time.hpp"
#include "store/deliveries.hpp"
#include "store/messages.hpp"

namespace lifecycled {

// `more` is added to the message's name and its channel. Its cause is what caused the message.
void append_delivery_event(Database& database, std::string_view name, const DeliveryRow& delivery,
                           const MessageRow& message, boost::json::object more, Instant at, Instant now);

}  // namespace lifecycled
