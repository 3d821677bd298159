// Customers, what identifies them, and the figures that follow from their events. Runs on the thread that
// owns the connection.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "store/database.hpp"
#include "store/events.hpp"

namespace lifecycled {

// The numbers reach the disk.
enum class IdentifierKind : std::int64_t { UserId = 1, AnonymousId = 2 };

// Where a customer stands by buying. The numbers reach the disk.
enum class Stage : std::int64_t {
  Prospect = 0,
  ActiveOneTime = 1,
  ActiveRepeat = 2,
  Lapsing = 3,
  Lapsed = 4
};
constexpr std::array all_stages{Stage::Prospect, Stage::ActiveOneTime, Stage::ActiveRepeat, Stage::Lapsing,
                                Stage::Lapsed};
std::string_view to_text(Stage stage);  // "active repeat"
std::optional<Stage> stage_from_text(std::string_view text);

// Whose expected gap a customer is measured by.
enum class GapBasis : std::int64_t { None = 0, Shop = 1, Own = 2 };

struct CustomerRow {
  CustomerId id = 0;
  Instant known_since;
  std::optional<std::string> first_name, last_name, language, country, time_zone;
  std::string properties;  // JSON
  std::int64_t orders = 0, discounted_orders = 0, purchases = 0, spent_minor = 0;
  std::optional<Instant> first_order_at, last_order_at;
  GapBasis gap_basis = GapBasis::None;
  std::optional<Milliseconds> own_gap;
  Stage stage = Stage::Prospect;
  std::optional<Instant> stage_since, stage_due_at;
  std::optional<Instant> last_reaction_at;
  std::optional<std::int64_t> last_rating;
  std::optional<Instant> resting_since;
  std::int64_t consent_epoch = 0;
  std::int64_t open_cases = 0;  // of support
};

// What follows from a customer's orders.
struct OrderFigures {
  std::int64_t orders = 0, discounted_orders = 0, purchases = 0, spent_minor = 0;
  std::optional<Instant> first_order_at, last_order_at;
  GapBasis gap_basis = GapBasis::None;
  std::optional<Milliseconds> own_gap;
  std::int64_t store_orders = 0;  // made in a shop of bricks
  bool seasonal = false;
};

class Customers {
 public:
  explicit Customers(Database& database) : database_(database) {}

  CustomerId create(Instant known_since);
  std::optional<CustomerRow> find(CustomerId id);
  std::optional<CustomerId> find_by(IdentifierKind kind, std::string_view value);
  // False when the identifier belongs to somebody already.
  bool identify(CustomerId id, IdentifierKind kind, std::string_view value);
  std::optional<std::string> identifier(CustomerId id, IdentifierKind kind);

  // Writes names, language, country, time zone and properties of `row`.
  void save_traits(const CustomerRow& row);
  void save_order_figures(CustomerId id, const OrderFigures& figures);
  void save_stage(CustomerId id, Stage stage, Instant since, std::optional<Instant> due_at);
  void note_known_since(CustomerId id, Instant at);
  void note_reaction(CustomerId id, Instant at);  // also ends a rest
  void note_opened(CustomerId id, Instant at);
  void save_rating(CustomerId id, std::int64_t rating);
  void save_nps(CustomerId id, std::int64_t score);
  void note_account(CustomerId id);
  void note_source(CustomerId id, std::string_view source);  // the first one stays
  void save_preferred_channel(CustomerId id, std::string_view channel);
  void note_carts(CustomerId id);  // as table carts has them now
  void save_open_ties(CustomerId id, std::int64_t cases, std::int64_t subscriptions);
  void rest(CustomerId id, Instant since);
  // A consent or suppression changed: where this customer can be reached is figured anew.
  void bump_consent_epoch(CustomerId id);
  std::int64_t consent_epoch(CustomerId id);

  // Of those measured by the shop's gap in `stage`: the earliest last order, which is the next to pass the
  // border.
  std::optional<Instant> earliest_last_order(Stage stage);
  // The same, in order, at most `limit`, whose last order lies before / at or after `border`.
  std::vector<CustomerId> last_order_before(Stage stage, Instant border, std::size_t limit);
  std::vector<CustomerId> last_order_from(Stage stage, Instant border, std::size_t limit);

  // In order of their numbers, at most `limit`.
  std::vector<CustomerId> all(CustomerId after, std::size_t limit);
  std::vector<CustomerId> in_stage(Stage stage, CustomerId after, std::size_t limit);
  std::array<std::int64_t, all_stages.size()> count_by_stage();
  std::int64_t count();
  CustomerId newest();                      // 0 while there is none
  std::int64_t count_known_by(Instant at);  // a report's full pass

 private:
  Database& database_;
};

}  // namespace lifecycled
