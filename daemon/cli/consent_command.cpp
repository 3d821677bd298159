#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "audience/address_form.hpp"
#include "base/crypto.hpp"
#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "cli/data_command.hpp"
#include "cli/find_customer.hpp"
#include "consent/consent_ledger.hpp"
#include "journey/event_names.hpp"
#include "store/consent_chain.hpp"
#include "store/processing.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {

constexpr std::size_t longest_reason = 200;

json::value text_or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value();
}

json::object proof_of(Database& database, const AddressRow& address, const ConsentRow& consent) {
  const auto entry = ConsentChain(database).of_consent(consent.id);
  const auto is_intact = Consents(database).is_intact(consent.id);
  json::object out{{"address", address.value},
                   {"channel", consent.channel},
                   {"purpose", to_text(consent.purpose)},
                   {"given", consent.given},
                   {"at", format_instant(consent.at)},
                   {"how", consent.source},
                   {"text", text_or_null(consent.wording)},
                   {"language", text_or_null(consent.language)},
                   {"ip", text_or_null(consent.ip)},
                   {"by", text_or_null(consent.actor)},
                   {"reason", text_or_null(consent.reason)}};
  if (entry) {
    out["recorded_at"] = format_instant(from_ms(entry->consent.recorded_at_ms));
    out["entry"] = entry->n;
    out["hash"] = to_hex(entry->hash);
  }
  out["intact"] = entry.has_value() && is_intact.value_or(false) && entry->consent.given == consent.given &&
                  entry->consent.at_ms == to_ms(consent.at) && entry->consent.channel == consent.channel &&
                  is_normal_address(address.kind, address.value, address.normal);
  return out;
}

// The channel's kind of address.
std::string kind_reached(const CommandContext& context, const std::string& channel) {
  const ChannelSettings* found = context.configuration.settings.channel(channel);
  if (!found) throw CommandError(fmt::format("there is no channel \"{}\" in lifecycled.toml", channel));
  if (found->reaches == "shop") throw CommandError(channel + " reaches your own people, who need no consent");
  return found->reaches;
}

}  // namespace

// Everything that a customer ever said, with its evidence and its place in the chain.
json::object run_consent_prove(CommandContext& context, const json::object& arguments) {
  const CustomerId customer = one_customer(context.database, text_at(arguments, "customer").value_or(""));
  json::array consents;
  for (const AddressRow& address : Addresses(context.database).of_customer(customer)) {
    for (const ConsentRow& consent : Consents(context.database).history(address.id))
      consents.push_back(proof_of(context.database, address, consent));
  }
  return {{"customer", customer}, {"consents", std::move(consents)}};
}

// A word that reached a person of the shop, by phone or letter.
json::object run_consent_say(CommandContext& context, const json::object& arguments) {
  const CustomerId customer = one_customer(context.database, text_at(arguments, "customer").value_or(""));
  if (const auto objection = DataProcessing(context.database).objection(customer);
      objection && DataProcessing(context.database).of(customer) != Processing::Restricted)
    throw CommandError(*objection);
  const bool given = text_at(arguments, "given") == "true";
  const std::string channel = text_at(arguments, "channel").value_or("");
  const std::string purpose = text_at(arguments, "purpose").value_or("marketing");
  const std::string reason = shortened(text_at(arguments, "reason").value_or(""), longest_reason);
  if (!consent_purpose_from_text(purpose))
    throw CommandError("the purpose is marketing, transactional or profiling");
  if (trimmed(reason).empty()) throw CommandError("say with --reason how the customer told you");
  json::object body{{"purpose", purpose},
                    {"source", "operator"},
                    {"by", text_at(arguments, "by").value_or("")},
                    {"reason", reason}};
  if (channel.empty()) {
    if (given) throw CommandError("a yes is for one channel: say --channel");
    body["scope"] = "all";
  } else {
    const std::string kind = kind_reached(context, channel);
    const std::string address = text_at(arguments, "address").value_or("");
    body["channel"] = channel;
    if (!address.empty()) {
      if (!normal_address(kind, address))
        throw CommandError(fmt::format("\"{}\" is no address that {} reaches", address, channel));
      body[kind] = address;
    } else if (Addresses(context.database).of_customer(customer, kind).empty()) {
      throw CommandError(fmt::format("no {} of this customer is known: say --address", kind));
    }
  }
  for (const char* key : {"text", "language"}) {
    if (const auto text = text_at(arguments, key); text && !text->empty()) body[key] = *text;
  }
  NewEvent event;
  event.name = given ? event_names::consent_given : event_names::consent_withdrawn;
  event.occurred_at = context.now;
  event.source = EventSource::Operator;
  event.customer = customer;
  event.body = json::serialize(body);
  Events(context.database).append({event}, context.now);
  return {{"customer", customer}, {"given", given}, {"channel", channel}, {"purpose", purpose}};
}

}  // namespace lifecycled
