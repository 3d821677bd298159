#include "cli/housekeeping.hpp"

#include <stdexcept>

#include "cli/eraser.hpp"
#include "store/carts.hpp"
#include "store/contents.hpp"
#include "store/erasures.hpp"
#include "store/events.hpp"
#include "store/retention.hpp"
#include "store/waiting_answers.hpp"

namespace lifecycled {
namespace {

constexpr Milliseconds id_window{30LL * 86'400'000};
// So much of a chore holds the writer for a millisecond or two.
// Answers of parcels whose order never came.
constexpr Milliseconds answer_window{30LL * 86'400'000};
constexpr std::size_t ids_at_once = 500;
constexpr std::size_t events_at_once = 150;
constexpr std::size_t rows_at_once = 50;
constexpr std::size_t messages_at_once = 20;
constexpr std::size_t people_at_once = 20;
constexpr Milliseconds between_slices{50};
constexpr Milliseconds between_rounds{60 * 60'000};

bool forget_messages(Database& database, Instant before, HouseholdPlace& place) {
  Retention::Walk walk;
  walk.after = place.messages_after;
  Retention(database).forget_messages(before, messages_at_once, walk);
  place.messages_after = walk.is_done ? 0 : walk.after;
  return !walk.is_done;
}

// They may come back, and a restored backup makes them due again: no log knows of it.
bool erase_silent_prospects(Database& database, Instant before, Instant now, Random& random,
                            HouseholdPlace& place) {
  const auto people = Retention(database).silent_prospects(before, people_at_once);
  for (const CustomerId customer : people) {
    ErasureRow erasure;
    erasure.id = new_erasure_id(random);
    erasure.customer = customer;
    erasure.reason = ErasureReason::Retention;
    erasure.asked_at = now;
    if (Erasures(database).begin(erasure)) ++place.erasures;
  }
  return people.size() == people_at_once;
}

}  // namespace

bool do_chore(Database& database, std::size_t chore, const RetentionSettings& settings, Instant now,
              Random& random, HouseholdPlace& place) {
  const auto due = [&](const RetentionSettings::Period& period, auto act) {
    return period && act(now - *period);
  };
  switch (chore) {
    case 0:
      WaitingAnswers(database).forget(now - answer_window);  // few
      return Events(database).forget_ids(now - id_window, place.ids_from, ids_at_once);
    case 1:
      return due(settings.contents,
                 [&](Instant before) { return Contents(database).forget(before, rows_at_once) > 0; });
    case 2:
      return due(settings.carts,
                 [&](Instant before) { return Carts(database).forget(before, rows_at_once) > 0; });
    case 3:
      return due(settings.quarantine, [&](Instant before) {
        return Retention(database).forget_quarantine(before, rows_at_once) > 0;
      });
    case 4:
      return due(settings.events, [&](Instant before) {
        return Retention(database).forget_events(before, events_at_once) > 0;
      });
    case 5:
      return due(settings.messages, [&](Instant before) { return forget_messages(database, before, place); });
    case 6:
      return due(settings.journeys, [&](Instant before) {
        return Retention(database).forget_journey_steps(before, rows_at_once) > 0;
      });
    case 7:
      return due(settings.prospects, [&](Instant before) {
        return erase_silent_prospects(database, before, now, random, place);
      });
    default:
      throw std::logic_error("no such chore");
  }
}

boost::asio::awaitable<void> keep_house(Household household, Wake& wake) {
  auto place = std::make_shared<HouseholdPlace>();
  for (std::size_t chore = 0; !wake.is_closed();) {
    auto slice = [chore, place, settings = household.settings(), now = household.clock.now(),
                  &random = household.random](Database& database) {
      return do_chore(database, chore, settings, now, random, *place);
    };
    bool is_more = false;
    std::size_t erasures = place->erasures;
    try {
      is_more = co_await household.store.write(std::move(slice));
    } catch (const std::runtime_error& error) {
      // A full disk is said by those who must write as well; tidying waits for the next round.
      household.log.warning("housekeeping.failed", {{"reason", error.what()}});
    }
    if (place->erasures > erasures) household.wake_eraser();
    if (!is_more) chore = (chore + 1) % chore_count;
    const bool rests = !is_more && chore == 0;
    const Instant next = household.clock.now() + (rests ? between_rounds : between_slices);
    co_await wake.until(next);
  }
}

}  // namespace lifecycled
