#include "pages/push_words.hpp"

#include <algorithm>
#include <ranges>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/crypto.hpp"
#include "store/consents.hpp"
#include "store/events.hpp"

namespace lifecycled {
namespace {

constexpr std::string_view kind = "webpush";

// An event of one address, without an id: whether it says anything new was asked before.
NewEvent word(std::string_view name, std::string_view purpose, const PushChange& change, Instant now) {
  boost::json::object body;
  body["channel"] = change.channel;
  body["purpose"] = purpose;
  body["webpush"] = change.subscription;
  body["source"] = change.source;
  body["ip"] = change.ip;
  NewEvent event;
  event.name = name;
  event.occurred_at = now;
  event.source = EventSource::Page;
  event.body = boost::json::serialize(body);
  return event;
}

void append_no(Database& database, CustomerId customer, const PushChange& change, Instant now) {
  for (const std::string_view purpose : {"marketing", "transactional"}) {
    NewEvent event = word("Consent Withdrawn", purpose, change, now);
    event.customer = customer;
    Events(database).append(event, now);
  }
}

bool is_on(Database& database, AddressId address, const std::string& channel) {
  const auto current = Consents(database).current(address, channel, ConsentPurpose::Marketing);
  return current && current->given;
}
bool has_declined_all(Database& database, AddressId address, const std::string& channel) {
  const auto current = Consents(database).current(address, channel, ConsentPurpose::Transactional);
  return current && !current->given;
}

// Whom the reactor will find (audience/identity); nothing for somebody new.
std::optional<CustomerId> customer_of(Database& database, const PushYes& yes) {
  if (yes.customer) return yes.customer;
  Customers customers(database);
  const auto by_user = yes.user_id ? customers.find_by(IdentifierKind::UserId, *yes.user_id) : std::nullopt;
  if (by_user || !yes.anonymous_id) return by_user;
  const auto by_visitor = customers.find_by(IdentifierKind::AnonymousId, *yes.anonymous_id);
  const bool is_free =
      by_visitor && (!yes.user_id || !customers.identifier(*by_visitor, IdentifierKind::UserId));
  return is_free ? by_visitor : std::nullopt;
}

// The same browser's yes, said twice before the reactor has heard of it, is one.
std::string id_of(const PushYes& yes, std::int64_t epoch) {
  const Digest digest = sha256(fmt::format("{}\n{}\n{}\n{}", yes.subscription, yes.customer.value_or(0),
                                           yes.user_id.value_or(""), yes.anonymous_id.value_or("")));
  return fmt::format("page:push:{}:{}", to_hex(bytes_of(digest).substr(0, 16)), epoch);
}

NewEvent yes_event(const PushYes& yes, std::string_view purpose, Instant now) {
  NewEvent event;
  event.name = "Consent Given";
  event.occurred_at = now;
  event.source = EventSource::Page;
  event.customer = yes.customer;
  event.user_id = yes.user_id;
  event.anonymous_id = yes.anonymous_id;
  if (yes.delivery > 0) event.delivery = yes.delivery;
  boost::json::object body;
  body["channel"] = yes.channel;
  body["purpose"] = purpose;
  body["webpush"] = yes.subscription;
  body["source"] = yes.source;
  if (!yes.text.empty()) body["text"] = yes.text;
  if (!yes.language.empty()) body["language"] = yes.language;
  body["ip"] = yes.ip;
  event.body = boost::json::serialize(body);
  return event;
}

}  // namespace

bool say_yes(Database& database, const PushYes& yes, Instant now) {
  const auto customer = customer_of(database, yes);
  bool was_on = false, had_declined = false;
  for (const AddressRow& address : Addresses(database).with_value(kind, yes.subscription)) {
    const bool has_consent = is_on(database, address.id, yes.channel);
    if (address.customer == customer) {
      was_on = has_consent;
      had_declined = has_declined_all(database, address.id, yes.channel);
    } else if (has_consent) {
      append_no(database, address.customer,
                {yes.channel, yes.subscription, "web push: another customer uses this browser", yes.ip}, now);
    }
  }
  // Somebody who has signed in since is not known by that name yet.
  const bool is_named =
      !yes.user_id || Customers(database).find_by(IdentifierKind::UserId, *yes.user_id).has_value();
  if (was_on && is_named) return false;
  NewEvent event = yes_event(yes, "marketing", now);
  event.message_id = id_of(yes, customer ? Customers(database).consent_epoch(*customer) : 0);
  const std::vector<NewEvent> events{std::move(event)};
  if (Events(database).append(events, now) == 0) return false;
  if (had_declined) Events(database).append(yes_event(yes, "transactional", now), now);
  return true;
}

std::size_t say_renewed(Database& database, const PushChange& change, const std::string& fresh, Instant now) {
  std::size_t count = 0;
  for (const AddressRow& address : Addresses(database).with_value(kind, change.subscription)) {
    if (!is_on(database, address.id, change.channel)) continue;
    ++count;
    if (fresh == change.subscription) continue;
    PushYes yes{change.channel, fresh, address.customer, 0, {}, {}, change.source, "", "", change.ip};
    // What they once read still holds.
    for (const ConsentRow& said : Consents(database).history(address.id)) {
      if (!said.given || said.purpose != ConsentPurpose::Marketing || said.channel != change.channel)
        continue;
      yes.text = said.wording.value_or("");
      yes.language = said.language.value_or("");
    }
    Events(database).append(yes_event(yes, "marketing", now), now);
    append_no(database, address.customer, change, now);
  }
  return count;
}

std::size_t say_no(Database& database, const PushChange& change, Instant now) {
  std::size_t count = 0;
  for (const AddressRow& address : Addresses(database).with_value(kind, change.subscription)) {
    if (!is_on(database, address.id, change.channel) &&
        has_declined_all(database, address.id, change.channel)) {
      continue;
    }
    append_no(database, address.customer, change, now);
    ++count;
  }
  return count;
}

}  // namespace lifecycled
