#include "store/event_seal.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "store/meta.hpp"

namespace lifecycled {
namespace {

constexpr const char* to_seal = "events_to_seal";
constexpr const char* reactor_cursor = "reactor";

constexpr std::array<std::string_view, 4> about_consent{"Consent Given", "Consent Withdrawn", "Consent Asked",
                                                        "Address Changed"};

// Each with its length before it, so that no two lists of fields read alike.
void add(std::string& out, std::string_view field) { out += fmt::format("{}:{},", field.size(), field); }
void add(std::string& out, const std::optional<std::string>& field) {
  if (field) return add(out, std::string_view(*field));
  out += "-,";
}
void add(std::string& out, const std::optional<std::int64_t>& number) {
  add(out, number ? std::optional(std::to_string(*number)) : std::nullopt);
}

// Of a new one and of a stored one alike.
template <class Event>
std::string seal_of(const Database& database, EventId id, const Event& event, Instant received_at) {
  std::string said = "event,";
  add(said, std::optional(id));
  add(said, std::string_view(event.name));
  add(said, std::optional(to_ms(event.occurred_at)));
  add(said, std::optional(to_ms(received_at)));
  add(said, std::optional(static_cast<std::int64_t>(event.source)));
  add(said, event.user_id);
  add(said, event.anonymous_id);
  add(said, event.customer);
  add(said, event.cause);
  add(said, std::optional(event.depth));
  add(said, event.delivery);
  add(said, std::string_view(event.body));
  return std::string(bytes_of(hmac_sha256(database.ledger_key(), said)));
}

void keep(Database& database, EventId id, const std::string& seal) {
  Query(database, "INSERT OR REPLACE INTO event_seals (event_id, seal) VALUES (?1, ?2)")
      .bind(id, as_blob(seal))
      .run();
}

}  // namespace

bool is_about_consent(std::string_view event_name) {
  return std::ranges::find(about_consent, event_name) != about_consent.end();
}

void seal_event(Database& database, EventId id, const NewEvent& event, Instant received_at) {
  keep(database, id, seal_of(database, id, event, received_at));
}

bool take_event_seal(Database& database, const StoredEvent& event) {
  std::optional<std::string> seal;
  {
    Query query(database, "SELECT seal FROM event_seals WHERE event_id = ?1");
    query.bind(event.id);
    if (query.step()) seal = query.blob(0);
  }
  if (!seal) return false;
  Query(database, "DELETE FROM event_seals WHERE event_id = ?1").bind(event.id).run();
  return equal_in_constant_time(seal_of(database, event.id, event, event.received_at), *seal);
}

bool seal_earlier_events(Database& database, std::size_t limit) {
  const auto place = Meta(database).find(to_seal);  // "17 2000"
  if (!place) return false;
  const auto blank = place->find(' ');
  const EventId up_to = std::stoll(place->substr(blank + 1));
  Events log(database);
  EventId after = std::max<EventId>(std::stoll(*place), log.cursor(reactor_cursor));
  const auto events = log.read_after(after, limit);
  for (const StoredEvent& event : events) {
    if (event.id > up_to) break;
    after = event.id;
    if (is_about_consent(event.name))
      keep(database, event.id, seal_of(database, event.id, event, event.received_at));
  }
  if (events.size() < limit || events.back().id >= up_to) {
    Meta(database).remove(to_seal);
    return false;
  }
  Meta(database).set(to_seal, fmt::format("{} {}", after, up_to));
  return true;
}

}  // namespace lifecycled
