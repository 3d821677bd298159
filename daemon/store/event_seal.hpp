// Keyed hashes over what the log of events holds about consent, from when it comes in until it is read: the
// daemon writes into the ledger what it has taken in itself, and nothing that somebody put into the log
// beside it. Runs on the thread that owns the connection.
#pragma once

#include <cstddef>
#include <string_view>

#include "store/events.hpp"

namespace lifecycled {

// From these events words of the ledger follow, and from no others.
bool is_about_consent(std::string_view event_name);

// For Events: `id` is what the log has made of it.
void seal_event(Database& database, EventId id, const NewEvent& event, Instant received_at);
// Whether it is in all that counts what came in under this id. It is asked once: the seal goes.
bool take_event_seal(Database& database, const StoredEvent& event);

// Those that waited when the upgrade came, looking at `limit` events at most; false when none is left.
bool seal_earlier_events(Database& database, std::size_t limit);

}  // namespace lifecycled
