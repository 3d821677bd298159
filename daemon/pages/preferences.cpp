#include "pages/preferences.hpp"

#include <algorithm>
#include <array>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "consent/consent_ledger.hpp"
#include "pages/page_context.hpp"
#include "store/campaign_opt_outs.hpp"
#include "store/consents.hpp"
#include "store/customer_choices.hpp"
#include "store/messages.hpp"

namespace lifecycled {
namespace {

constexpr std::string_view source = "preference centre";
// Nobody's mailbox is to be filled from here.
constexpr std::ptrdiff_t most_links_a_day = 3;
constexpr Milliseconds day{86'400'000};
constexpr std::size_t messages_looked_at = 50;

bool agrees(Database& database, AddressId address, std::string_view channel) {
  if (Addresses(database).suppression(address, channel)) return false;
  const auto consent = Consents(database).current(address, channel, ConsentPurpose::Marketing);
  return consent && consent->given;
}

// Topics, how often, and the language: what is other than before, as one event; nothing when all is as it
// was.
boost::json::object changes(const Preferences& before, const NewPreferences& wanted, Instant now) {
  boost::json::object body;
  boost::json::array chosen, declined;
  for (const auto& [topic, is_wanted] : wanted.topics) {
    const auto was = before.topics.find(topic);
    if (is_wanted == (was == before.topics.end() || was->second)) continue;
    (is_wanted ? chosen : declined).emplace_back(topic);
  }
  if (!chosen.empty()) body["topics_wanted"] = std::move(chosen);
  if (!declined.empty()) body["topics_declined"] = std::move(declined);
  if (wanted.frequency && *wanted.frequency != before.frequency()) {
    if (*wanted.frequency == Frequency::Pause) {
      body["break_until"] = format_instant(now + pause_of_marketing);
    } else {
      if (before.paused_until) body["break_until"] = "";
      if (before.wants_fewer != (*wanted.frequency == Frequency::Fewer))
        body["frequency"] = std::string(to_text(*wanted.frequency));
    }
  }
  if (wanted.language && wanted.language != before.language) body["language"] = *wanted.language;
  return body;
}

void add_words(boost::json::object& body, const std::string& wording, const NewPreferences& wanted) {
  body["text"] = wording;
  body["language"] = wanted.page_language;
  body["ip"] = wanted.client;
}

boost::json::object profiling_word(const Preferences& before, const std::string& channel, bool given) {
  boost::json::object body{{"purpose", "profiling"}, {"source", std::string(source)}};
  if (!given) {
    body["scope"] = "all";
    return body;
  }
  auto of = std::ranges::find(before.channels, channel, &ChannelChoice::name);
  if (of == before.channels.end()) of = before.channels.begin();
  if (of == before.channels.end()) return body;
  body["channel"] = of->name;
  body[of->kind] = of->address;
  return body;
}

constexpr std::array<std::pair<Frequency, std::string_view>, 3> frequencies{
    {{Frequency::Usual, "usual"}, {Frequency::Fewer, "fewer"}, {Frequency::Pause, "pause"}}};

}  // namespace

std::string_view to_text(Frequency frequency) {
  return std::ranges::find(frequencies, frequency, &std::pair<Frequency, std::string_view>::first)->second;
}

std::optional<Frequency> frequency_from_text(std::string_view text) {
  const auto* found = std::ranges::find(frequencies, text, &std::pair<Frequency, std::string_view>::second);
  return found == frequencies.end() ? std::nullopt : std::optional(found->first);
}

Frequency Preferences::frequency() const {
  if (paused_until) return Frequency::Pause;
  return wants_fewer ? Frequency::Fewer : Frequency::Usual;
}

Preferences with_choices(Preferences before, const NewPreferences& wanted, Instant now) {
  for (const NewPreferences::Channel& channel : wanted.channels) {
    const auto shown = std::ranges::find(before.channels, channel.name, &ChannelChoice::name);
    if (shown != before.channels.end()) shown->is_on = channel.is_on;
  }
  for (const auto& [topic, is_wanted] : wanted.topics) before.topics[topic] = is_wanted;
  if (wanted.language) before.language = wanted.language;
  if (wanted.restarts) before.has_stopped = false;
  if (wanted.may_profile) before.may_profile = *wanted.may_profile;
  if (wanted.frequency == Frequency::Pause) {
    if (!before.paused_until) before.paused_until = now + pause_of_marketing;
  } else if (wanted.frequency) {
    before.paused_until.reset();
    before.wants_fewer = wanted.frequency == Frequency::Fewer;
  }
  return before;
}

Preferences preferences_of(Database& database, const PreferenceQuestion& question, CustomerId customer,
                           Instant now) {
  Preferences out;
  const auto row = Customers(database).find(customer);
  if (!row) return out;
  out.is_known = true;
  out.language = row->language;
  CustomerChoices choices(database);
  for (const TopicChoice& choice : choices.topics(customer)) out.topics[choice.topic] = choice.is_wanted;
  out.wants_fewer = choices.wants_fewer(customer);
  out.paused_until = choices.on_break_until(customer, now);
  out.has_stopped = !CampaignOptOuts(database).of_customer(customer).empty();
  out.may_profile = ConsentLedger(database).may_profile(customer, question.profiling_default);
  for (const ChannelSettings& channel : question.channels) {
    if (channel.reaches == "shop") continue;
    const auto addresses = Addresses(database).of_customer(customer, channel.reaches);
    if (addresses.empty()) continue;
    ChannelChoice choice{channel.name, channel.reaches, addresses.front().value, false};
    for (const AddressRow& address : addresses) {
      if (!agrees(database, address.id, channel.name)) continue;
      choice.address = address.value;
      choice.is_on = true;
      break;
    }
    out.channels.push_back(std::move(choice));
  }
  return out;
}

std::size_t save_preferences(Database& database, const PreferenceQuestion& question,
                             const UnsubscribeLink& link, const NewPreferences& wanted, Instant now) {
  const Preferences before = preferences_of(database, question, link.customer, now);
  if (!before.is_known) return 0;
  std::size_t written = 0;
  const auto say = [&](const char* name, const boost::json::object& body) {
    if (append(database, {"", name, link.customer, link.delivery, boost::json::serialize(body)}, now))
      ++written;
  };
  for (const NewPreferences::Channel& channel : wanted.channels) {
    const auto was = std::ranges::find(before.channels, channel.name, &ChannelChoice::name);
    if (was == before.channels.end() || was->is_on == channel.is_on) continue;
    boost::json::object body;
    body["channel"] = channel.name;
    body["purpose"] = "marketing";
    body["source"] = std::string(source);
    if (channel.is_on) {
      body[was->kind] = was->address;
    } else {
      body["scope"] = "channel";
    }
    add_words(body, channel.wording, wanted);
    say(channel.is_on ? "Consent Given" : "Consent Withdrawn", body);
  }
  if (wanted.may_profile && *wanted.may_profile != before.may_profile) {
    boost::json::object body = profiling_word(before, link.channel, *wanted.may_profile);
    add_words(body, wanted.profiling_wording, wanted);
    // A yes needs an address that it is said of; a no is for all.
    if (!*wanted.may_profile || body.contains("channel"))
      say(*wanted.may_profile ? "Consent Given" : "Consent Withdrawn", body);
  }
  if (boost::json::object body = changes(before, wanted, now); !body.empty()) {
    body["source"] = std::string(source);
    say("Preferences Changed", body);
  }
  if (wanted.restarts) {
    Campaigns campaigns(database);
    for (const CampaignId campaign : CampaignOptOuts(database).of_customer(link.customer)) {
      boost::json::object body{
          {"scope", "campaign"}, {"campaign", campaigns.name(campaign)}, {"source", std::string(source)}};
      add_words(body, wanted.restart_wording, wanted);
      say("Consent Given", body);
    }
  }
  return written;
}

bool keep_in_touch(Database& database, const UnsubscribeLink& link, Instant now) {
  const boost::json::object body{{"keeps_in_touch", true}, {"source", std::string(source)}};
  return append(database,
                {fmt::format("keep-{}", link.delivery), "Preferences Changed", link.customer, link.delivery,
                 boost::json::serialize(body)},
                now);
}

AddressLink queue_address_link(Database& database, CustomerId customer, const AddressLinkOrder& order,
                               Instant now) {
  if (is_gone(database, customer)) return AddressLink::Gone;
  const auto known = Addresses(database).of_customer(customer, "email");
  if (!known.empty() && known.front().normal == order.normal) return AddressLink::Own;
  Messages messages(database);
  const auto recent = messages.of_customer(customer, messages_looked_at);
  const auto links = std::ranges::count_if(recent, [&](const MessageRow& message) {
    return message.name == order.message && message.created_at > now - day;
  });
  if (links >= most_links_a_day) return AddressLink::TooMany;
  MessageRow message;
  message.customer = customer;
  message.name = order.message;
  // Asked once, without a yes on record, like any other question before one.
  message.kind = MessageKind::Confirmation;
  message.created_at = now;
  message.expires_at = now + order.expires_after;
  DeliveryRow delivery;
  delivery.message = messages.add(message);
  delivery.channel = order.channel;
  delivery.address = Addresses(database).add(customer, pending_email, order.value, order.normal, now);
  delivery.idempotency_key = order.idempotency_key;
  Deliveries(database).add(delivery, now);
  return AddressLink::Queued;
}

}  // namespace lifecycled
