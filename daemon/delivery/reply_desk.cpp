#include "delivery/reply_desk.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "consent/consent_ledger.hpp"
#include "journey/event_names.hpp"
#include "journey/idempotency_key.hpp"
#include "message/reply_messages.hpp"
#include "store/deliveries.hpp"
#include "store/events.hpp"
#include "store/queue_class.hpp"
#include "store/reply_answers.hpp"

namespace lifecycled {
namespace {

// Two machines that ask each other for help do so once an hour.
constexpr Milliseconds help_again_after{3'600'000};

std::vector<std::string> words_of(const ChannelSettings& channel, const char* option) {
  const auto found = channel.options.find(option);
  if (found == channel.options.end()) return {};
  const auto* list = std::get_if<PlacedOption::List>(&found->second.value);
  return list ? *list : std::vector<std::string>{};
}

}  // namespace

ReplySettings reply_settings(const Settings& settings, const MessageFiles& messages) {
  ReplySettings out;
  out.expires_after = settings.delivery.transactional_expires_after;
  for (const ChannelSettings& channel : settings.channels) {
    const OwnReplyWords own{words_of(channel, "stop_words"), words_of(channel, "start_words"),
                            words_of(channel, "help_words")};
    ReplyChannel replies{channel.reaches == "phone" ? ReplyWords::usual(own) : ReplyWords::only(own), {}};
    for (const std::string_view name : reply_messages) {
      const auto message = std::ranges::find(messages.messages, name, &MessageDefinition::name);
      if (message != messages.messages.end() && message->channels.contains(channel.name))
        replies.answers.insert(name);
    }
    out.channels.emplace(channel.name, std::move(replies));
  }
  return out;
}

namespace {

// A button says on its face, in the customer's language, what it stands for.
std::optional<ReplyWish> wish_of(const ReplyChannel& channel, const std::string& text,
                                 const std::string& stands_for) {
  const auto wish = channel.words.wish(stands_for);
  return wish ? wish : channel.words.wish(text);
}

}  // namespace

bool ReplyDesk::asks_to_stop(const std::string& channel, const std::string& text,
                             const std::string& stands_for) const {
  const auto found = settings_.channels.find(channel);
  if (found == settings_.channels.end()) return false;
  const auto wish = wish_of(found->second, text, stands_for);
  return wish == ReplyWish::Stop || wish == ReplyWish::StopAll;
}

struct ReplyDesk::Known {
  std::optional<EarlierAnswer> stopped, stopped_all, started, helped;
  std::optional<CurrentConsent> marketing;
};

ReplyDesk::Known ReplyDesk::known(Database& database, const Reply& reply, const AddressRow& address) {
  ReplyAnswers answers(database);
  const auto latest = [&](std::string_view name) {
    return answers.latest(address.customer, name, address.id, reply.channel);
  };
  return {latest(stopped_message), latest(stopped_all_message), latest(started_message), latest(help_message),
          Consents(database).current(address.id, reply.channel, ConsentPurpose::Marketing)};
}

void ReplyDesk::receive(Database& database, const Reply& reply) const {
  const auto channel = settings_.channels.find(reply.channel);
  if (channel == settings_.channels.end() || reply.addresses.empty()) return;
  auto wish = wish_of(channel->second, reply.text, reply.stands_for);
  if (!wish) return;
  // Of several customers who share an address, whoever gave it last is answered.
  const AddressRow& owner = *std::ranges::max_element(reply.addresses, {}, &AddressRow::id);
  const Known before = known(database, reply, owner);
  // Whoever agreed to nothing can only mean the messages about orders.
  if (*wish == ReplyWish::Stop && !before.marketing && !before.stopped) wish = ReplyWish::StopAll;
  switch (*wish) {
    case ReplyWish::Stop:
    case ReplyWish::StopAll:
      for (const AddressRow& address : reply.addresses) withdraw(database, reply, address, *wish);
      break;
    case ReplyWish::Start:
      restore(database, reply, owner);
      break;
    case ReplyWish::Help:
      break;
  }
  const std::string_view message = answer(before, *wish, reply.now);
  if (channel->second.answers.contains(message)) queue(database, reply, owner, message);
}

std::string_view ReplyDesk::answer(const Known& known, ReplyWish wish, Instant now) {
  const auto id = [](const std::optional<EarlierAnswer>& answer) { return answer ? answer->message : 0; };
  const MessageId last_stop = std::max(id(known.stopped), id(known.stopped_all));
  // Another way than by reply: a page, the shop's own form.
  const auto has_changed_since = [&](const std::optional<EarlierAnswer>& answer, bool to_given) {
    return known.marketing && known.marketing->given == to_given && known.marketing->at > answer->at;
  };
  const auto is_new = [&](const std::optional<EarlierAnswer>& answer, MessageId opposite,
                          bool opposite_given) {
    return !answer || opposite > answer->message || has_changed_since(answer, opposite_given);
  };
  switch (wish) {
    case ReplyWish::Stop: {
      const auto& latest = id(known.stopped) == last_stop ? known.stopped : known.stopped_all;
      return is_new(latest, id(known.started), true) ? stopped_message : "";
    }
    case ReplyWish::StopAll:
      return is_new(known.stopped_all, id(known.started), true) ? stopped_all_message : "";
    case ReplyWish::Start:
      return is_new(known.started, last_stop, false) ? started_message : "";
    case ReplyWish::Help:
      return !known.helped || known.helped->at + help_again_after <= now ? help_message : "";
  }
  return "";
}

void ReplyDesk::withdraw(Database& database, const Reply& reply, const AddressRow& address, ReplyWish wish) {
  append_consent(database, reply, address, ConsentPurpose::Marketing, false, wish);
  if (wish == ReplyWish::StopAll)
    append_consent(database, reply, address, ConsentPurpose::Transactional, false, wish);
}

// For everybody at that phone who once stopped, else for whoever gave the number last.
void ReplyDesk::restore(Database& database, const Reply& reply, const AddressRow& owner) {
  Consents consents(database);
  for (const AddressRow& address : reply.addresses) {
    const auto marketing = consents.current(address.id, reply.channel, ConsentPurpose::Marketing);
    if (address.id == owner.id || (marketing && !marketing->given))
      append_consent(database, reply, address, ConsentPurpose::Marketing, true, ReplyWish::Start);
    const auto orders = consents.current(address.id, reply.channel, ConsentPurpose::Transactional);
    if (orders && !orders->given)
      append_consent(database, reply, address, ConsentPurpose::Transactional, true, ReplyWish::Start);
  }
}

void ReplyDesk::append_consent(Database& database, const Reply& reply, const AddressRow& address,
                               ConsentPurpose purpose, bool given, ReplyWish wish) {
  boost::json::object body{{"purpose", std::string(to_text(purpose))},
                           {"channel", reply.channel},
                           {"address", address.value},
                           {"source", fmt::format("{} in a reply", to_text(wish))},
                           {"text", reply.text}};
  NewEvent event;
  event.name = given ? event_names::consent_given : event_names::consent_withdrawn;
  event.occurred_at = reply.at;
  event.source = EventSource::Channel;
  event.customer = address.customer;
  event.body = boost::json::serialize(body);
  Events(database).append(event, reply.now);
}

void ReplyDesk::queue(Database& database, const Reply& reply, const AddressRow& owner,
                      std::string_view message) const {
  MessageRow row;
  row.customer = owner.customer;
  row.name = message;
  row.kind = MessageKind::Transactional;
  row.created_at = reply.now;
  row.expires_at = reply.now + settings_.expires_after;
  DeliveryRow delivery;
  delivery.message = Messages(database).add(row);
  delivery.channel = reply.channel;
  delivery.address = owner.id;
  delivery.priority = queue_class(row.kind, highest_priority, 0);
  delivery.idempotency_key = new_idempotency_key(*random_, reply.now);
  Deliveries(database).add(delivery, reply.now);
}

}  // namespace lifecycled
