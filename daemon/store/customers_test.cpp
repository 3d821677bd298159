#include "store/customers.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;
using namespace std::chrono_literals;

namespace {

// One who is measured by the shop's gap.
CustomerId buyer(Customers& customers, Stage stage, Instant last_order_at, GapBasis basis = GapBasis::Shop) {
  const CustomerId id = customers.create(some_noon);
  OrderFigures figures;
  figures.orders = 1;
  figures.last_order_at = last_order_at;
  figures.gap_basis = basis;
  customers.save_order_figures(id, figures);
  customers.save_stage(id, stage, last_order_at, std::nullopt);
  return id;
}

}  // namespace

TEST_CASE("a new customer is a prospect of whom nothing is known") {
  ScratchDatabase scratch;
  Customers customers(scratch);
  const CustomerId id = customers.create(some_noon);
  const auto row = customers.find(id);
  REQUIRE(row);
  CHECK(row->id == id);
  CHECK(row->known_since == some_noon);
  CHECK_FALSE(row->first_name);
  CHECK_FALSE(row->country);
  CHECK(row->properties == "{}");
  CHECK(row->stage == Stage::Prospect);
  CHECK(row->gap_basis == GapBasis::None);
  CHECK(row->orders == 0);
  CHECK_FALSE(row->last_order_at);
  CHECK_FALSE(row->resting_since);
  CHECK(row->consent_epoch == 0);
  CHECK_FALSE(customers.find(id + 1));
}

TEST_CASE("an identifier has one owner; the first stays") {
  ScratchDatabase scratch;
  Customers customers(scratch);
  const CustomerId anna = customers.create(some_noon);
  const CustomerId ben = customers.create(some_noon);
  CHECK(customers.identify(anna, IdentifierKind::UserId, "7"));
  CHECK_FALSE(customers.identify(ben, IdentifierKind::UserId, "7"));
  CHECK(customers.find_by(IdentifierKind::UserId, "7") == anna);
  // The same characters as another kind are another identifier.
  CHECK_FALSE(customers.find_by(IdentifierKind::AnonymousId, "7"));
  CHECK(customers.identify(ben, IdentifierKind::AnonymousId, "7"));
  CHECK(customers.find_by(IdentifierKind::AnonymousId, "7") == ben);
  CHECK(customers.identifier(anna, IdentifierKind::UserId) == "7");
  CHECK_FALSE(customers.identifier(anna, IdentifierKind::AnonymousId));
}

TEST_CASE("traits are written as a whole and touch no figure") {
  ScratchDatabase scratch;
  Customers customers(scratch);
  const CustomerId id = buyer(customers, Stage::Lapsing, some_noon);
  CustomerRow row;
  row.id = id;
  row.first_name = "Åsa";
  row.last_name = "Lund";
  row.language = "sv";
  row.country = "SE";
  row.time_zone = "Europe/Stockholm";
  row.properties = R"({"size": "M"})";
  customers.save_traits(row);
  const auto stored = customers.find(id);
  REQUIRE(stored);
  CHECK(stored->first_name == "Åsa");
  CHECK(stored->last_name == "Lund");
  CHECK(stored->language == "sv");
  CHECK(stored->country == "SE");
  CHECK(stored->time_zone == "Europe/Stockholm");
  CHECK(stored->properties == R"({"size": "M"})");
  CHECK(stored->stage == Stage::Lapsing);
  CHECK(stored->orders == 1);
  CHECK(stored->known_since == some_noon);
  row.country.reset();
  customers.save_traits(row);
  CHECK_FALSE(customers.find(id)->country);
}

TEST_CASE("order figures and the stage come back as saved") {
  ScratchDatabase scratch;
  Customers customers(scratch);
  const CustomerId id = customers.create(some_noon);
  OrderFigures figures{5, 2, 4, 12'345, some_noon - 400h, some_noon, GapBasis::Own, 720h};
  customers.save_order_figures(id, figures);
  customers.save_stage(id, Stage::ActiveRepeat, some_noon, some_noon + 720h);
  auto row = customers.find(id);
  REQUIRE(row);
  CHECK(row->orders == 5);
  CHECK(row->discounted_orders == 2);
  CHECK(row->purchases == 4);
  CHECK(row->spent_minor == 12'345);
  CHECK(row->first_order_at == some_noon - 400h);
  CHECK(row->last_order_at == some_noon);
  CHECK(row->gap_basis == GapBasis::Own);
  CHECK(row->own_gap == Milliseconds(720h));
  CHECK(row->stage == Stage::ActiveRepeat);
  CHECK(row->stage_since == some_noon);
  CHECK(row->stage_due_at == some_noon + 720h);
  // All orders cancelled: nothing remains.
  customers.save_order_figures(id, {});
  row = customers.find(id);
  CHECK(row->orders == 0);
  CHECK_FALSE(row->last_order_at);
  CHECK_FALSE(row->own_gap);
}

TEST_CASE("known_since moves back only: an import may tell of earlier days") {
  ScratchDatabase scratch;
  Customers customers(scratch);
  const CustomerId id = customers.create(some_noon);
  customers.note_known_since(id, some_noon + 1h);
  CHECK(customers.find(id)->known_since == some_noon);
  customers.note_known_since(id, some_noon - 1h);
  CHECK(customers.find(id)->known_since == some_noon - 1h);
}

TEST_CASE("a reaction ends a rest that began before it, and the latest one counts") {
  ScratchDatabase scratch;
  Customers customers(scratch);
  const CustomerId id = customers.create(some_noon);
  customers.rest(id, some_noon);
  customers.note_reaction(id, some_noon - 1h);  // learnt late: it was before the rest
  CHECK(customers.find(id)->resting_since == some_noon);
  CHECK(customers.find(id)->last_reaction_at == some_noon - 1h);
  customers.note_reaction(id, some_noon + 1h);
  CHECK_FALSE(customers.find(id)->resting_since);
  customers.note_reaction(id, some_noon);
  CHECK(customers.find(id)->last_reaction_at == some_noon + 1h);
}

TEST_CASE("the rating is the last one given") {
  ScratchDatabase scratch;
  Customers customers(scratch);
  const CustomerId id = customers.create(some_noon);
  CHECK_FALSE(customers.find(id)->last_rating);
  customers.save_rating(id, 5);
  customers.save_rating(id, 2);
  CHECK(customers.find(id)->last_rating == 2);
}

TEST_CASE("the consent epoch grows by one, for this customer alone") {
  ScratchDatabase scratch;
  Customers customers(scratch);
  const CustomerId anna = customers.create(some_noon);
  const CustomerId ben = customers.create(some_noon);
  customers.bump_consent_epoch(anna);
  customers.bump_consent_epoch(anna);
  CHECK(customers.consent_epoch(anna) == 2);
  CHECK(customers.consent_epoch(ben) == 0);
  // Whoever has been erased meanwhile is equal to no epoch that was noted before.
  CHECK(customers.consent_epoch(99) == -1);
}

TEST_CASE("the border finds those measured by the shop's gap, in the order in which they pass it") {
  ScratchDatabase scratch;
  Customers customers(scratch);
  CHECK_FALSE(customers.earliest_last_order(Stage::ActiveOneTime));
  const CustomerId third = buyer(customers, Stage::ActiveOneTime, some_noon + 3h);
  const CustomerId first = buyer(customers, Stage::ActiveOneTime, some_noon + 1h);
  const CustomerId second = buyer(customers, Stage::ActiveOneTime, some_noon + 2h);
  buyer(customers, Stage::ActiveOneTime, some_noon, GapBasis::Own);
  buyer(customers, Stage::Lapsing, some_noon);
  CHECK(customers.earliest_last_order(Stage::ActiveOneTime) == some_noon + 1h);
  CHECK(customers.last_order_before(Stage::ActiveOneTime, some_noon + 3h, 10) ==
        std::vector<CustomerId>{first, second});
  CHECK(customers.last_order_before(Stage::ActiveOneTime, some_noon + 9h, 1) ==
        std::vector<CustomerId>{first});
  CHECK(customers.last_order_from(Stage::ActiveOneTime, some_noon + 2h, 10) ==
        std::vector<CustomerId>{second, third});
  CHECK(customers.last_order_from(Stage::Lapsed, some_noon, 10).empty());
}

TEST_CASE("those in a stage are read in slices, and all are counted") {
  ScratchDatabase scratch;
  Customers customers(scratch);
  const CustomerId a = buyer(customers, Stage::Lapsed, some_noon);
  const CustomerId b = buyer(customers, Stage::Prospect, some_noon);
  const CustomerId c = buyer(customers, Stage::Lapsed, some_noon);
  const CustomerId d = buyer(customers, Stage::Lapsed, some_noon);
  CHECK(customers.in_stage(Stage::Lapsed, 0, 2) == std::vector<CustomerId>{a, c});
  CHECK(customers.in_stage(Stage::Lapsed, c, 2) == std::vector<CustomerId>{d});
  CHECK(customers.in_stage(Stage::Prospect, 0, 2) == std::vector<CustomerId>{b});
  CHECK(customers.count_by_stage() == std::array<std::int64_t, 5>{1, 0, 0, 0, 3});
  CHECK(customers.count() == 4);
  customers.note_known_since(a, some_noon - 1h);
  CHECK(customers.count_known_by(some_noon - 1h) == 1);
  CHECK(customers.count_known_by(some_noon) == 4);
}

TEST_CASE("each stage has a name that is read back") {
  for (const Stage stage : all_stages) CHECK(stage_from_text(to_text(stage)) == stage);
  CHECK(to_text(Stage::ActiveOneTime) == "active one-time");
  CHECK_FALSE(stage_from_text("asleep"));
  CHECK_FALSE(stage_from_text("?"));
}
