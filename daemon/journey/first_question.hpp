// The question whether an address wants news at all: whom it may reach, and how often, for anybody may leave
// anybody's address. Called by message_queue; inside its transaction.
#pragma once

#include <optional>
#include <string>

#include "journey/message_queue.hpp"

namespace lifecycled {

// The address that was left with the wish for news, as compared: the question goes there and nowhere else,
// for whoever reads another address of the customer's has wished nothing. "": it is none.
std::optional<std::string> asked_address(Database& database, const std::optional<EventId>& trigger,
                                         const std::string& kind);

// Without the targets that had their questions of this day; what stays is counted. It counts whoever asks, so
// that no form fills a stranger's mailbox. Other messages stay as they are.
SendPlan within_the_day(Database& database, SendPlan plan, Instant now);

}  // namespace lifecycled
