// What another system of the shop is told by a step's `call`: one JSON form for all of them. On the thread
// that owns the (reading) connection.
#pragma once

#include <optional>

#include "delivery/outbox.hpp"
#include "message/composer.hpp"

namespace lifecycled {

bool is_call(const MessageRow& message);

// {type, campaign, step, customer, event}, and a line for people. Nothing if the customer is gone.
std::optional<ComposedMessage> compose_call(Database& database, const Claim& claim);

// The JSON of a composed call, for the plugin's own fields.
const std::string& call_json(const ComposedMessage& call);

}  // namespace lifecycled
