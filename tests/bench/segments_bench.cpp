// segments_bench FILE CUSTOMERS SEGMENTS EVENTS     a new database of so many customers and segments; what an
// event
//                                                   costs, and how long one more segment takes to be filled
//
// Customers are written by the store's own aggregates, for that is not what is measured; events go through
// the reactor in the daemon's slices and commits.
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/random.hpp"
#include "config/segment_definition.hpp"
#include "journey/reactor.hpp"
#include "store/segments.hpp"

namespace lifecycled {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr Instant now = from_ms(1'772'712'000'000);

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void write_customers(Database& database, std::int64_t count) {
  SeededRandom dice(3);
  Customers customers(database);
  for (std::int64_t i = 0; i < count; ++i) {
    if (i % 10'000 == 0) {
      if (i > 0) database.commit();
      database.begin();
    }
    CustomerRow row;
    row.id = customers.create(now - Milliseconds{dice.number() % 60'000'000'000});
    customers.identify(row.id, IdentifierKind::UserId, fmt::format("user-{}", i));
    row.country = dice.number() % 2 ? "NL" : "BE";
    row.language = dice.number() % 3 ? "nl" : "fr";
    row.properties = "{}";
    customers.save_traits(row);
    OrderFigures figures;
    figures.orders = figures.purchases = static_cast<std::int64_t>(dice.number() % 6);
    if (figures.orders > 0) {
      figures.spent_minor = static_cast<std::int64_t>(dice.number() % 40'000);
      figures.last_order_at = now - Milliseconds{dice.number() % 30'000'000'000};
      figures.first_order_at = *figures.last_order_at - Milliseconds{dice.number() % 9'000'000'000};
      figures.gap_basis = GapBasis::Shop;
    }
    customers.save_order_figures(row.id, figures);
    const Stage stage = figures.orders == 0                                     ? Stage::Prospect
                        : now - *figures.last_order_at > std::chrono::days{150} ? Stage::Lapsed
                        : now - *figures.last_order_at > std::chrono::days{60}  ? Stage::Lapsing
                        : figures.orders > 1                                    ? Stage::ActiveRepeat
                                                                                : Stage::ActiveOneTime;
    customers.save_stage(row.id, stage, now, std::nullopt);
    customers.note_reaction(row.id, now - Milliseconds{dice.number() % 12'000'000'000});
  }
  database.commit();
}

std::vector<SegmentDefinition> definitions(std::int64_t count) {
  auto out = stage_segments();
  for (std::int64_t i = 0; static_cast<std::int64_t>(out.size()) < count; ++i) {
    const std::string texts[] = {fmt::format("orders >= {} and country = 'NL'", i % 6),
                                 fmt::format("days_since(last_order_at) > {}", 20 + i),
                                 "warmth = 'warm' and language = 'fr'", fmt::format("spent > {}", i * 10),
                                 fmt::format("spent_score >= {}.5 and stage = 'active repeat'", i % 3)};
    const std::string name = fmt::format("segment-{}", i);
    out.push_back({name, name, {texts[i % 5], {}}, false, {}});
  }
  return out;
}

std::unique_ptr<Reactor> reactor_with(Database& database, Random& random,
                                      std::vector<SegmentDefinition> segments) {
  const TimeZone zone = TimeZone::named("Europe/Amsterdam");
  ReactorSettings settings{{}, {"EUR", zone, {{"email", "email"}}}, {}, zone};
  database.begin();
  auto out = std::make_unique<Reactor>(database, std::move(settings),
                                       Reactor::Campaigns{{}, {}, std::move(segments)}, random, now, Log());
  database.commit();
  return out;
}

// Until nothing is due. How long the longest slice held the writer, without its commit.
Seconds react(Database& database, Reactor& reactor) {
  Seconds longest{0};
  for (bool more = true; more;) {
    database.begin();
    const auto started = std::chrono::steady_clock::now();
    more = reactor.run(database, now).more;
    longest = std::max<Seconds>(longest, std::chrono::steady_clock::now() - started);
    database.commit();
  }
  return longest;
}

void append_orders(Database& database, std::int64_t customers, std::int64_t first, std::int64_t count) {
  SeededRandom dice(static_cast<std::uint64_t>(first + 5));
  std::vector<NewEvent> events;
  for (std::int64_t i = first; i < first + count; ++i) {
    NewEvent event;
    event.name = i % 2 ? "Order Completed" : "Product Viewed";
    event.user_id = fmt::format("user-{}", dice.number() % static_cast<std::uint64_t>(customers));
    event.occurred_at = now;
    event.body = fmt::format(R"({{"order_id":"order-{}","total":25}})", i);
    events.push_back(std::move(event));
  }
  database.begin();
  Events(database).append(events, now);
  database.commit();
}

void measure(const std::filesystem::path& file, std::int64_t customers, std::int64_t segments,
             std::int64_t events) {
  Database database(file, Database::Mode::ReadWrite);
  SystemRandom random;
  write_customers(database, customers);
  auto reactor = reactor_with(database, random, definitions(segments));
  react(database, *reactor);
  append_orders(database, customers, 0, events);  // warm caches
  react(database, *reactor);

  append_orders(database, customers, events, events);
  const double cpu_before = cpu_seconds();
  const Seconds longest_event = react(database, *reactor);
  const double event_us = (cpu_seconds() - cpu_before) / static_cast<double>(events) * 1e6;
  reactor.reset();

  auto more = definitions(segments);
  more.push_back({"new", "new", {"orders >= 2 and days_since(last_order_at) > 45", {}}, false, {}});
  reactor = reactor_with(database, random, std::move(more));
  const auto started = std::chrono::steady_clock::now();
  const Seconds longest_fill = react(database, *reactor);
  const Seconds took = std::chrono::steady_clock::now() - started;
  fmt::print(
      "{{\"event_us\": {}, \"fill_seconds\": {}, \"members\": {}, \"longest_event_ms\": {}, "
      "\"longest_fill_ms\": {}}}\n",
      event_us, took.count(), Segments(database).find("new")->size, longest_event.count() * 1e3,
      longest_fill.count() * 1e3);
}

}  // namespace
}  // namespace lifecycled

int main(int count, char** words) {
  try {
    if (count != 5) {
      std::fputs("usage: segments_bench FILE CUSTOMERS SEGMENTS EVENTS\n", stderr);
      return 2;
    }
    lifecycled::measure(words[1], std::stoll(words[2]), std::stoll(words[3]), std::stoll(words[4]));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "segments_bench: %s\n", error.what());
    return 1;
  }
}
