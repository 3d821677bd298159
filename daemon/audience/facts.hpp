// Facts that follow from an event: traits, addresses, consents, orders, ratings, reactions. Decides nothing
// about campaigns. Inside the reactor's transaction, on the writer thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "audience/stages.hpp"
#include "base/log.hpp"
#include "base/time_zones.hpp"
#include "store/addresses.hpp"
#include "store/events.hpp"

namespace lifecycled {

struct ConsentWord;

struct FactSettings {
  std::string shop_currency;
  TimeZone shop_zone;
  // Which kind of address each channel reaches: {"email": "email", "sms": "phone"}.
  std::map<std::string, std::string> reaches;
};

class Facts {
 public:
  Facts(FactSettings settings, Stages& stages, Log log)
      : settings_(std::move(settings)), stages_(stages), log_(std::move(log)) {}

  // Writes what follows from `event` about `customer`. A change of stage is returned, not acted upon.
  std::optional<StageChange> apply(Database& database, CustomerId customer, const StoredEvent& event,
                                   Instant now);
  // Whether the event of the last apply() could not be what it says it is. It is in the quarantine and
  // decides nothing.
  bool refused() const { return refused_; }
  // About whom the last apply() wrote something down. A reaction alone is the commonest, and touches little.
  const std::vector<CustomerId>& changed() const { return changed_; }
  bool is_only_reaction() const { return is_only_reaction_; }

 private:
  std::optional<StageChange> follow(Database& database, CustomerId customer, const StoredEvent& event,
                                    Instant now);
  struct Said;  // one event, its customer and its properties at hand
  void traits(const Said& said);
  void addresses(const Said& said);
  std::optional<StageChange> order_completed(const Said& said);
  std::optional<StageChange> order_undone(const Said& said);
  void consent(const Said& said, bool given);
  void preferences(const Said& said);
  void feedback(const Said& said);
  void nps(const Said& said);
  void address_changed(const Said& said);
  void campaign_consent(const Said& said, bool given);
  void asked(const Said& said);
  static ConsentWord word_of(const Said& said, bool given);
  void tie(const Said& said);
  void source(const Said& said);
  std::optional<AddressId> add_address(const Said& said, const std::string& kind, const std::string& value);
  void refuse(const Said& said, std::string_view what);

  FactSettings settings_;
  Stages& stages_;
  Log log_;
  bool refused_ = false;
  std::vector<CustomerId> changed_;
  bool is_only_reaction_ = false;
};

}  // namespace lifecycled
