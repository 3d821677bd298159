#include "delivery/call_body.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {

json::value text_or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value();
}

json::value parsed(const std::string& text) {
  std::string mistake;
  auto value = parse_json(text, mistake);
  return value ? std::move(*value) : json::value();
}

json::value newest_address(Database& database, CustomerId customer, std::string_view kind) {
  const auto found = Addresses(database).of_customer(customer, kind);
  return found.empty() ? json::value() : json::value(found.front().value);
}

json::object customer_of(Database& database, const CustomerRow& row) {
  return json::object{
      {"id", row.id},
      {"user_id", text_or_null(Customers(database).identifier(row.id, IdentifierKind::UserId))},
      {"first_name", text_or_null(row.first_name)},
      {"last_name", text_or_null(row.last_name)},
      {"email", newest_address(database, row.id, "email")},
      {"phone", newest_address(database, row.id, "phone")},
      {"language", text_or_null(row.language)},
      {"country", text_or_null(row.country)},
      {"stage", to_text(row.stage)},
      {"orders", row.orders},
      {"properties", parsed(row.properties)}};
}

json::value event_of(Database& database, std::optional<EventId> id) {
  const auto event = id ? Events(database).find(*id) : std::nullopt;
  if (!event) return nullptr;
  return json::object{{"event", event->name},
                      {"occurred_at", format_instant(event->occurred_at)},
                      {"properties", parsed(event->body)}};
}

}  // namespace

bool is_call(const MessageRow& message) { return message.name.starts_with(call_prefix); }

std::optional<ComposedMessage> compose_call(Database& database, const Claim& claim) {
  const auto customer = Customers(database).find(claim.message.customer);
  if (!customer) return std::nullopt;
  const std::string step = claim.message.name.substr(call_prefix.size());
  json::object body{{"type", "call"},
                    {"campaign", claim.campaign_name},
                    {"step", step},
                    {"customer", customer_of(database, *customer)},
                    {"event", event_of(database, claim.message.event)}};
  ComposedMessage out;
  out.fields["text"] = fmt::format("{}, {}: customer {}", claim.campaign_name, step,
                                   Customers(database)
                                       .identifier(customer->id, IdentifierKind::UserId)
                                       .value_or(std::to_string(customer->id)));
  out.fields["call"] = json::serialize(body);
  return out;
}

const std::string& call_json(const ComposedMessage& call) { return call.field("call"); }

}  // namespace lifecycled
