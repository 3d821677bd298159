// What consents mean: who may be written to, on which channel, for which purpose. Default is no. Called
// inside a transaction, on the thread that owns the connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/message_kind.hpp"
#include "store/addresses.hpp"
#include "store/campaigns.hpp"
#include "store/consents.hpp"
#include "store/database.hpp"
#include "store/suppressions.hpp"

namespace lifecycled {

// One word of a customer about one address.
struct ConsentWord {
  AddressId address = 0;
  CustomerId customer = 0;
  std::string channel;
  ConsentPurpose purpose = ConsentPurpose::Marketing;
  bool given = false;
  Instant at;
  std::string source;
  std::optional<std::string> wording, language;
  std::optional<EventId> event;
  std::optional<std::string> ip;             // of whoever said it on a page
  std::optional<std::string> actor, reason;  // the person of the shop who wrote it down, and why
};

// Of those that a shop or an operator may name.
std::optional<ConsentPurpose> consent_purpose_from_text(std::string_view text);
std::string_view to_text(ConsentPurpose purpose);

class ConsentLedger {
 public:
  explicit ConsentLedger(Database& database) : database_(database) {}

  void record(const ConsentWord& word, Instant now);
  // Above consent: nothing goes to a suppressed address, whatever was agreed. Kept for whoever gives this
  // address next, too.
  void suppress(AddressId address, CustomerId customer, std::string_view channel, SuppressionReason reason,
                std::string_view why, Instant now);

  // "It was not me", from whoever reads an address that others have left: nobody may ask it again, whoever
  // gives it.
  void refuse(AddressId address, std::string_view channel, Instant now);

  // Why a message of this kind may not go to this address, or nothing if it may. Marketing needs a recorded
  // yes; a confirmation may ask without, and after a no if the wish for news was told later than that;
  // transactional needs none but respects a withdrawal of that very purpose. To whoever was erased nothing
  // but answers to what they do goes until they agree anew.
  std::optional<std::string> objection(AddressId address, std::string_view channel, MessageKind kind);
  // Why an answer to what the customer wrote from this address may not go back to it: no consent is asked,
  // for whoever says stop is told that it was heard.
  std::optional<std::string> objection_to_answer(AddressId address, std::string_view channel) {
    return suppression(address, channel, MessageKind::Transactional);
  }
  // Why this customer gets no message of that campaign, on whatever channel.
  std::optional<std::string> campaign_objection(CustomerId customer, CampaignId campaign, MessageKind kind);

  // Whether it may be kept what this customer opens and clicks: their latest word about profiling on any
  // address. Without one, what the shop says ([consent] profiling_default).
  bool may_profile(CustomerId customer, bool by_default);

 private:
  std::optional<std::string> suppression(AddressId address, std::string_view channel, MessageKind kind);
  Database& database_;
};

}  // namespace lifecycled
