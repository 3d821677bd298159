// Keeps each customer's stage of buying in step with their orders and with time. Called by journey/reactor
// inside its transaction, on the writer thread.
//
// Customers with an own gap have a timer each. Those measured by the shop's gap share one border: the next of
// them to pass it is the first row of an index, so nothing is stored for them and nothing is swept when the
// shop's gap moves; only those between the old border and the new one are touched.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "audience/stage_rules.hpp"
#include "base/time_zones.hpp"
#include "store/database.hpp"
#include "store/events.hpp"

namespace lifecycled {

// One customer passed from one stage to another at `at`, because of `cause` or because time went by.
struct StageChange {
  CustomerId customer = 0;
  Stage from = Stage::Prospect, to = Stage::Prospect;
  Instant at;
};

class Stages {
 public:
  Stages(StageRules rules, TimeZone shop_zone) : rules_(rules), shop_zone_(shop_zone) {}

  // After a customer's orders changed: figures, gaps, stage and timer. `purchase_days_before` are those
  // before the change.
  std::optional<StageChange> orders_changed(Database& database, CustomerId customer,
                                            const std::vector<std::int64_t>& purchase_days_before,
                                            const std::string& shop_currency, Instant now);
  // The days on which this customer bought, each once.
  static std::vector<std::int64_t> purchase_days(Database& database, CustomerId customer);

  // A customer's own timer went off.
  std::optional<StageChange> timer_fired(Database& database, CustomerId customer, Instant now);

  // Those who have passed the shop's border by `now`, or are behind it again since it moved, at most `limit`.
  std::vector<StageChange> pass_shared_border(Database& database, Instant now, std::size_t limit);
  // When the next of them does.
  std::optional<Instant> next_shared_border(Database& database);

  // Computes the shop's figures anew and sets the timer for tomorrow; those whose stage moves by it follow in
  // slices, by pass_shared_border().
  void compute_shop_figures(Database& database, Instant now);
  // Makes sure that there are figures at all.
  void ensure_shop_figures(Database& database, Instant now);
  Milliseconds shop_gap(Database& database);

 private:
  struct Border {
    Stage from;
    Milliseconds after_last_order;
  };
  std::vector<Border> borders(Milliseconds gap) const;
  // Why a stage is looked at again. By orders: history that arrives late entered its stage when it did, which
  // may be long ago. By time: it is entered now, even if the clock or the shop's border jumped.
  Instant entered_at(Stage stage, Instant last_order, Milliseconds gap) const;
  enum class Reason { Orders, Time };
  std::optional<StageChange> settle(Database& database, CustomerId customer, Instant now, Reason reason);

  StageRules rules_;
  TimeZone shop_zone_;
};

}  // namespace lifecycled
