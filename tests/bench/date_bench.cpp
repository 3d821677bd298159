// date_bench FOLDER CUSTOMERS                 a birthday campaign goes live over so many customers
//
// Makes the database in FOLDER by itself, and prints how long the filling took and its slices, and what a
// tick costs on a day of which everything is due, with so many waiting.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "config/load.hpp"
#include "journey/reactor.hpp"

namespace lifecycled {
namespace {

using Steady = std::chrono::steady_clock;

double ms(Steady::duration span) { return std::chrono::duration<double, std::milli>(span).count(); }
double cpu_ms() { return static_cast<double>(std::clock()) * 1000 / CLOCKS_PER_SEC; }

void add_customers(Database& database, std::int64_t count) {
  Customers customers(database);
  database.begin();
  for (std::int64_t i = 0; i < count; ++i) {
    CustomerRow row = customers.find(customers.create(from_ms(0))).value();
    row.first_name = "Anna";
    row.time_zone = i % 3 == 0 ? "Europe/Amsterdam" : i % 3 == 1 ? "America/New_York" : "Asia/Tokyo";
    row.properties = fmt::format(R"({{"birthday":"{}-{:02}-{:02}","favourite":"tea"}})", 1950 + i % 60,
                                 1 + i % 12, 1 + i / 12 % 28);
    customers.save_traits(row);
    customers.identify(row.id, IdentifierKind::UserId, fmt::format("user-{}", i));
  }
  database.commit();
}

// What holds the writer: slices without their commits, in ms of the clock and of the processor.
struct Slices {
  std::vector<double> each, cpu;
  std::size_t timers = 0;
  double total() const {
    double sum = 0;
    for (const double one : cpu) sum += one;
    return sum;
  }
  static double at(std::vector<double> values, double share) {
    std::ranges::sort(values);
    return values.at(static_cast<std::size_t>(share * static_cast<double>(values.size() - 1)));
  }
};

// As the daemon does it.
Slices settle(Database& database, Reactor& reactor, Instant now) {
  Slices out;
  for (bool more = true; more;) {
    database.begin();
    const auto started = Steady::now();
    const double cpu_before = cpu_ms();
    Reactor::Slice slice;
    database.atomically([&] { slice = reactor.run(database, now); });
    out.each.push_back(ms(Steady::now() - started));
    out.cpu.push_back(cpu_ms() - cpu_before);
    database.commit();
    out.timers += slice.timers;
    more = slice.more;
  }
  return out;
}

void measure(const std::filesystem::path& folder, std::int64_t count) {
  Database database((folder / "dates.db").string(), Database::Mode::ReadWrite);
  add_customers(database, count);
  const TimeZone zone = TimeZone::named("Europe/Amsterdam");
  SystemRandom random;
  Problems problems;
  Reactor::Campaigns campaigns;
  campaigns.definitions.push_back(parse_campaign("birthday",
                                                 "serves = \"retention\"\ntrigger = { date = \"birthday\", "
                                                 "offset = \"-7d\" }\nstep = [ { after = \"1d\" } ]\n",
                                                 "birthday.toml", problems));
  const Instant live = *parse_instant("2026-01-01T00:00:00Z");
  database.begin();
  Reactor reactor(database, {{}, {"EUR", zone, {}}, {}, zone}, std::move(campaigns), random, live, Log());
  database.commit();

  const auto started = Steady::now();
  const Slices fill = settle(database, reactor, live);
  const double fill_ms = ms(Steady::now() - started);
  const Slices day = settle(database, reactor, live + std::chrono::days{1});
  fmt::print(
      "{{\"fill_seconds\": {}, \"slices\": {}, \"slice_p99_ms\": {}, \"slice_most_ms\": {}, "
      "\"slice_cpu_p99_ms\": {}, "
      "\"slice_cpu_most_ms\": {}, \"due\": {}, \"cpu_us_per_due\": {}}}\n",
      fill_ms / 1000, fill.each.size(), Slices::at(fill.each, 0.99), Slices::at(fill.each, 1),
      Slices::at(fill.cpu, 0.99), Slices::at(fill.cpu, 1), day.timers,
      day.total() * 1000 / static_cast<double>(day.timers));
}

}  // namespace
}  // namespace lifecycled

int main(int count, char** words) {
  if (count != 3) {
    std::fputs("usage: date_bench FOLDER CUSTOMERS\n", stderr);
    return 2;
  }
  try {
    lifecycled::measure(words[1], std::stoll(words[2]));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "date_bench: %s\n", error.what());
    return 1;
  }
}
