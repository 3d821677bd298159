#include "store/messages.hpp"

namespace lifecycled {
namespace {

MessageRow row(const Query& query) {
  MessageRow message;
  message.id = query.integer(0);
  message.customer = query.integer(1);
  message.campaign = query.integer_or_none(2);
  message.version = query.integer_or_none(3);
  message.journey = query.integer_or_none(4);
  message.step = query.integer_or_none(5);
  message.name = query.text(6);
  message.kind = static_cast<MessageKind>(query.integer(7));
  message.event = query.integer_or_none(8);
  message.created_at = from_ms(query.integer(9));
  message.expires_at = from_ms(query.integer(10));
  message.withheld = query.text_or_none(11);
  message.variant = query.text_or_none(12);
  return message;
}

std::vector<MessageRow> rows(Query& query) {
  std::vector<MessageRow> out;
  while (query.step()) out.push_back(row(query));
  return out;
}

}  // namespace

MessageId Messages::add(const MessageRow& message) {
  Query(database_,
        "INSERT INTO messages (customer_id, campaign_id, version_id, journey_id, step, name, kind, event_id, "
        "created_at, "
        "expires_at, withheld, variant) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")
      .bind(message.customer, message.campaign, message.version, message.journey, message.step, message.name,
            static_cast<std::int64_t>(message.kind), message.event, to_ms(message.created_at),
            to_ms(message.expires_at), message.withheld, message.variant)
      .run();
  return database_.last_insert_id();
}

std::optional<MessageRow> Messages::find(MessageId id) {
  Query query(
      database_,
      "SELECT id, customer_id, campaign_id, version_id, journey_id, step, name, kind, event_id, created_at, "
      "expires_at, withheld, variant FROM messages WHERE id = ?1");
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return row(query);
}

std::vector<MessageRow> Messages::of_customer(CustomerId customer, std::size_t limit) {
  Query query(
      database_,
      "SELECT id, customer_id, campaign_id, version_id, journey_id, step, name, kind, event_id, created_at, "
      "expires_at, withheld, variant FROM messages WHERE customer_id = ?1 ORDER BY id DESC LIMIT ?2");
  query.bind(customer, limit);
  return rows(query);
}

std::vector<MessageRow> Messages::of_journey(CustomerId customer, JourneyId journey) {
  Query query(
      database_,
      "SELECT id, customer_id, campaign_id, version_id, journey_id, step, name, kind, event_id, created_at, "
      "expires_at, withheld, variant FROM messages WHERE customer_id = ?1 AND journey_id = ?2 ORDER BY id");
  query.bind(customer, journey);
  return rows(query);
}

}  // namespace lifecycled
