#include "consent/consent_ledger.hpp"

#include <fmt/format.h>

#include "store/address_change.hpp"
#include "store/campaign_opt_outs.hpp"

namespace lifecycled {

std::optional<ConsentPurpose> consent_purpose_from_text(std::string_view text) {
  if (text == "marketing") return ConsentPurpose::Marketing;
  if (text == "transactional") return ConsentPurpose::Transactional;
  if (text == "profiling") return ConsentPurpose::Profiling;
  return std::nullopt;
}

std::string_view to_text(ConsentPurpose purpose) {
  switch (purpose) {
    case ConsentPurpose::Marketing:
      return "marketing";
    case ConsentPurpose::Transactional:
      return "transactional";
    case ConsentPurpose::Profiling:
      return "profiling";
    case ConsentPurpose::Campaign:
      return "campaign";
    case ConsentPurpose::Asked:
      return "asked";
  }
  return "?";
}

void ConsentLedger::record(const ConsentWord& word, Instant now) {
  ConsentRow row;
  row.address = word.address;
  row.channel = word.channel;
  row.purpose = word.purpose;
  row.given = word.given;
  row.at = word.at;
  row.source = word.source;
  row.wording = word.wording;
  row.language = word.language;
  row.event = word.event;
  row.ip = word.ip;
  row.actor = word.actor;
  row.reason = word.reason;
  if (!Consents(database_).record(row, now)) return;
  if (word.given && word.purpose == ConsentPurpose::Marketing) {
    if (const auto address = Addresses(database_).find(word.address))
      Suppressions(database_).lift_erasure({address->kind, address->normal}, word.at);
  }
  // Whoever is rendering a message right now compares this number before handing it over.
  Customers(database_).bump_consent_epoch(word.customer);
}

void ConsentLedger::suppress(AddressId address, CustomerId customer, std::string_view channel,
                             SuppressionReason reason, std::string_view why, Instant now) {
  Addresses addresses(database_);
  addresses.suppress(address, channel, why, now);
  if (const auto row = addresses.find(address))
    Suppressions(database_).add({row->kind, row->normal}, channel, reason, now);
  Customers(database_).bump_consent_epoch(customer);
}

void ConsentLedger::refuse(AddressId address, std::string_view channel, Instant now) {
  Addresses addresses(database_);
  const auto row = addresses.find(address);
  if (!row || row->value.empty()) return;
  Suppressions(database_).add({row->kind, row->normal}, channel, SuppressionReason::NotAsked, now);
  for (const AddressRow& same : addresses.with_value(row->kind, row->normal))
    Customers(database_).bump_consent_epoch(same.customer);
}

// The customer's own row tells most; the hashes know also what was before it, and the shop's own list.
std::optional<std::string> ConsentLedger::suppression(AddressId address, std::string_view channel,
                                                      MessageKind kind) {
  Addresses addresses(database_);
  if (const auto own = addresses.suppression(address, channel))
    return fmt::format("suppressed: {}", own->why);
  const auto row = addresses.find(address);
  if (!row) return std::nullopt;
  if (row->value.empty()) return "the address was forgotten";
  const std::string reached = row->kind == pending_email ? "email" : row->kind;
  for (const SuppressionRow& one : Suppressions(database_).against(reached, row->normal, channel)) {
    if (one.why == SuppressionReason::Erased) {
      if (kind != MessageKind::Marketing) continue;
      return fmt::format("suppressed: erased on {}, and no yes since",
                         format_instant(one.since).substr(0, 10));
    }
    if (one.why == SuppressionReason::NotAsked) {
      if (kind == MessageKind::Transactional) continue;
      // A later yes is an act of its own; another question would be what was refused.
      const auto yes = Consents(database_).current(address, channel, ConsentPurpose::Marketing);
      if (kind == MessageKind::Marketing && yes && yes->given && yes->at > one.since) continue;
    }
    return fmt::format("suppressed: {}{}", to_text(one.why), one.is_domain ? " (the domain)" : "");
  }
  return std::nullopt;
}

std::optional<std::string> ConsentLedger::objection(AddressId address, std::string_view channel,
                                                    MessageKind kind) {
  if (auto suppressed = suppression(address, channel, kind)) return suppressed;
  Consents consents(database_);
  switch (kind) {
    case MessageKind::Marketing: {
      const auto consent = consents.current(address, channel, ConsentPurpose::Marketing);
      if (!consent) return "no consent on record";
      if (!consent->given) return "consent withdrawn";
      return std::nullopt;
    }
    case MessageKind::Confirmation: {
      const auto consent = consents.current(address, channel, ConsentPurpose::Marketing);
      if (!consent || consent->given) return std::nullopt;
      // Whoever unsubscribed and then leaves the address again wants to come back.
      const auto asked = consents.current(address, channel, ConsentPurpose::Asked);
      if (asked && asked->at > consent->at) return std::nullopt;
      return "consent withdrawn";
    }
    case MessageKind::Transactional: {
      const auto consent = consents.current(address, channel, ConsentPurpose::Transactional);
      if (consent && !consent->given) return "transactional messages declined";
      return std::nullopt;
    }
  }
  return "unknown kind of message";
}

bool ConsentLedger::may_profile(CustomerId customer, bool by_default) {
  const auto latest = Consents(database_).latest_of(customer, ConsentPurpose::Profiling);
  return latest ? latest->given : by_default;
}

std::optional<std::string> ConsentLedger::campaign_objection(CustomerId customer, CampaignId campaign,
                                                             MessageKind kind) {
  if (kind != MessageKind::Marketing) return std::nullopt;
  if (!CampaignOptOuts(database_).since(customer, campaign)) return std::nullopt;
  return "unsubscribed from this campaign";
}

}  // namespace lifecycled
