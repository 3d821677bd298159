// What customers agree to and take back, and at which address: the part of Facts that writes the ledger.
#include "audience/address_form.hpp"
#include "audience/said.hpp"
#include "base/ip_address.hpp"
#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "consent/consent_ledger.hpp"
#include "store/address_change.hpp"
#include "store/campaign_opt_outs.hpp"
#include "store/deliveries.hpp"
#include "store/quarantine.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t longest_word = 200;

// A word of evidence, cut where it is no word any more.
std::optional<std::string> bounded_text(const boost::json::value& body, std::string_view key) {
  const auto text = text_at(body, key);
  if (!text || text->empty()) return std::nullopt;
  return shortened(*text, longest_word);
}

// A no on our page, to the question whether an address wants news at all.
bool is_refusal(Database& database, const StoredEvent& event) {
  if (event.source != EventSource::Page || !event.delivery) return false;
  const auto delivery = Deliveries(database).find(*event.delivery);
  const auto message = delivery ? Messages(database).find(delivery->message) : std::nullopt;
  return message && message->kind == MessageKind::Confirmation;
}

}  // namespace

// What an event about consent says of how it was said.
ConsentWord Facts::word_of(const Said& said, bool given) {
  ConsentWord word;
  word.customer = said.customer;
  word.given = given;
  word.at = said.event.occurred_at;
  word.source = text_at(said.body, "source").value_or("event");
  word.wording = text_at(said.body, "text");
  word.language = text_at(said.body, "language");
  word.event = said.event.id;
  word.ip = text_at(said.body, "ip");
  if (word.ip && !IpAddress::parse(*word.ip)) {
    // No evidence of where it was said; that it was said counts all the same.
    word.ip.reset();
    Quarantine(said.database)
        .add(said.event.source, "ip is no IP address such as 192.0.2.1, and was left out of the evidence",
             said.event.body, said.now, said.event.id);
  }
  word.actor = bounded_text(said.body, "by");
  word.reason = bounded_text(said.body, "reason");
  return word;
}

// Somebody left an address and wants news. Whoever confirms it later does so from elsewhere, perhaps as
// somebody else: who began, when and where, is half of the evidence, and no yes.
void Facts::asked(const Said& said) {
  addresses(said);
  const std::string channel = text_at(said.body, "channel").value_or("email");
  const auto reached = settings_.reaches.find(channel);
  if (reached == settings_.reaches.end()) return;
  const auto value = text_at(said.body, reached->second);
  const auto normal = value ? normal_address(reached->second, *value) : std::nullopt;
  if (!normal) return;
  ConsentWord word = word_of(said, true);
  word.purpose = ConsentPurpose::Asked;
  word.channel = channel;
  word.address =
      Addresses(said.database).add(said.customer, reached->second, trimmed(*value), *normal, said.now);
  ConsentLedger(said.database).record(word, said.now);
}

// No more, or again, messages of one campaign; every other word stays as it is.
void Facts::campaign_consent(const Said& said, bool given) {
  const auto name = text_at(said.body, "campaign");
  const auto campaign = name ? Campaigns(said.database).find(*name) : std::nullopt;
  if (!campaign) return refuse(said, "scope is campaign, and there is no campaign of that name");
  // What decides is who says so; the ledger keeps it with the address at which they were asked.
  Addresses addresses(said.database);
  const auto delivery =
      said.event.delivery ? Deliveries(said.database).find(*said.event.delivery) : std::nullopt;
  auto address = delivery && delivery->address ? addresses.find(*delivery->address) : std::nullopt;
  if (!address || address->customer != said.customer) {
    const auto all = addresses.of_customer(said.customer);
    address = all.empty() ? std::nullopt : std::optional(all.front());
  }
  bool is_wanted = given;
  if (address) {
    ConsentWord word = word_of(said, given);
    word.address = address->id;
    word.channel = *name;
    word.purpose = ConsentPurpose::Campaign;
    ConsentLedger(said.database).record(word, said.now);
    // As everywhere, the latest word counts by when it was said, and not by when it was heard.
    const auto last = CampaignOptOuts(said.database).last_word(said.customer, *name);
    is_wanted = last ? last->given : given;
  }
  CampaignOptOuts opt_outs(said.database);
  if (is_wanted) {
    opt_outs.remove(said.customer, campaign->id);
  } else {
    opt_outs.add(said.customer, campaign->id, said.event.occurred_at, said.event.id);
  }
  // Whoever is rendering such a message right now looks again.
  Customers(said.database).bump_consent_epoch(said.customer);
}

// The new address takes the place of the old one: what was agreed to goes with it, and the old one is left
// alone. Only our own page says this, after the link to the new address was followed.
void Facts::address_changed(const Said& said) {
  if (said.event.source != EventSource::Page) return refuse(said, "an address is changed by its page alone");
  const auto from = text_at(said.body, "old"), to = text_at(said.body, "email");
  const auto normal_from = from ? normal_address("email", *from) : std::nullopt;
  const auto new_id = to ? add_address(said, "email", *to) : std::nullopt;
  if (!new_id) return;
  AddressChange(said.database).make_newest(*new_id, said.now);
  ConsentLedger ledger(said.database);
  Consents consents(said.database);
  ConsentWord word = word_of(said, false);
  word.source = "address change";
  for (const AddressRow& old : Addresses(said.database).of_customer(said.customer, "email")) {
    if (old.id == *new_id || !normal_from || old.normal != *normal_from) continue;
    for (const auto& [channel, kind] : settings_.reaches) {
      if (kind != "email") continue;
      word.channel = channel;
      for (const ConsentPurpose purpose :
           {ConsentPurpose::Marketing, ConsentPurpose::Transactional, ConsentPurpose::Profiling}) {
        word.purpose = purpose;
        const auto current = consents.current(old.id, channel, purpose);
        // Whoever comes back to an address has left it once, which stopped even receipts to it.
        const auto there = consents.current(*new_id, channel, purpose);
        const bool comes_back = purpose == ConsentPurpose::Transactional && there && !there->given;
        if (current || comes_back) {
          word.address = *new_id;
          word.given = !current || current->given;
          ledger.record(word, said.now);
        }
        if (purpose == ConsentPurpose::Profiling) continue;
        word.address = old.id;
        word.given = false;
        ledger.record(word, said.now);
      }
    }
  }
}

void Facts::consent(const Said& said, bool given) {
  if (text_at(said.body, "scope") == "campaign") return campaign_consent(said, given);
  const auto purpose = consent_purpose_from_text(text_at(said.body, "purpose").value_or("marketing"));
  if (!purpose) return refuse(said, "purpose must be marketing, transactional or profiling");
  const bool everywhere = !given && text_at(said.body, "scope") == "all";
  const std::string channel = text_at(said.body, "channel").value_or("email");
  const auto reached = settings_.reaches.find(channel);
  if (!everywhere && reached == settings_.reaches.end()) {
    return refuse(said, "consent for a channel that is not configured");
  }

  ConsentWord word = word_of(said, given);
  word.purpose = *purpose;
  Addresses addresses(said.database);
  ConsentLedger ledger(said.database);
  bool recorded = false;
  const bool refuses =
      !given && *purpose == ConsentPurpose::Marketing && is_refusal(said.database, said.event);
  const auto record = [&](const AddressRow& address, const std::string& on_channel) {
    word.address = address.id;
    word.channel = on_channel;
    ledger.record(word, said.now);
    if (refuses) ledger.refuse(address.id, on_channel, word.at);
    recorded = true;
  };
  if (everywhere) {
    for (const AddressRow& address : addresses.of_customer(said.customer)) {
      for (const auto& [name, kind] : settings_.reaches) {
        if (kind == address.kind) record(address, name);
      }
    }
    return;
  }
  const std::string& kind = reached->second;
  auto named = text_at(said.body, kind);  // {"email": "..."} or {"phone": "..."}
  if (!named) named = text_at(said.body, "address");
  const auto named_id = named ? add_address(said, kind, *named) : std::nullopt;
  if (named && !named_id) return;
  for (const AddressRow& address : addresses.of_customer(said.customer, kind)) {
    // A yes is for the address it was given with, else the newest; a no without address is for all of them.
    if (named_id && address.id != *named_id) continue;
    record(address, channel);
    if (given) break;
  }
  if (!recorded) refuse(said, "consent without an address: identify the customer first, or name the address");
}

}  // namespace lifecycled
