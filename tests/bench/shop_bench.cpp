// shop_bench fill CONFIG CUSTOMERS WHO DUE_MS        customers WHO-0, WHO-1, ... whose first mail is due then
// shop_bench fill CONFIG CUSTOMERS WHO               the same, but they wait for thirty days
// shop_bench steps CONFIG WAITING DUE                journey steps a second, so many journeys waiting
// shop_bench due CONFIG                              the same of what is due in the database that is there
//
// Works on the database of CONFIG's shop, which nobody else may use meanwhile, through the daemon's own
// rooms: everybody is identified, says yes to mail and starts a journey. CONFIG's campaigns are those of
// shop.py.
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/engine.hpp"
#include "cli/workplace.hpp"
#include "store/events.hpp"

namespace lifecycled {
namespace {

constexpr Milliseconds first_step_after = std::chrono::hours{1};  // as shop.py's campaign "due" has it
constexpr std::int64_t customers_at_once = 500;

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

Configuration read_configuration(const std::filesystem::path& file) {
  LoadedConfiguration loaded = load_configuration(file);
  if (loaded.problems.has_errors()) throw std::runtime_error(to_string(loaded.problems.sorted().front()));
  return std::move(loaded.configuration);
}

class Shop {
 public:
  Shop(const std::filesystem::path& config, Instant now)
      : configuration_(read_configuration(config)),
        database_(Workplace(configuration_.settings.state_folder).database(), Database::Mode::ReadWrite) {
    database_.begin();
    reactor_ = make_reactor(database_, configuration_, random_, now, Log());
    database_.commit();
  }

  void fill(std::int64_t count, const std::string& who, std::string_view trigger, Instant now) {
    for (std::int64_t first = 0; first < count; first += customers_at_once) {
      std::vector<NewEvent> events;
      for (std::int64_t i = first; i < std::min(count, first + customers_at_once); ++i) {
        const std::string user = fmt::format("{}-{}", who, i);
        const auto say = [&](std::string_view name, std::string body) {
          NewEvent event;
          event.name = name;
          event.user_id = user;
          event.occurred_at = now;
          event.body = std::move(body);
          events.push_back(std::move(event));
        };
        say("Customer Identified",
            fmt::format(R"({{"email":"{}@customers.example","first_name":"Anna","last_name":"de Vries",)"
                        R"("language":"en","country":"NL","favourite":"tea"}})",
                        user));
        say("Consent Given", R"({"channel":"email","source":"checkout","text":"Yes, send me news"})");
        say(trigger, "{}");
      }
      database_.begin();
      Events(database_).append(events, now);
      database_.commit();
      react(now);
    }
  }

  // Slices and commits as the daemon makes them when nothing else is written.
  std::size_t react(Instant now) {
    std::size_t timers = 0;
    Reactor::Slice slice;
    do {
      database_.begin();
      slice = reactor_->run(database_, now, std::chrono::milliseconds{3}, [] { return true; });
      database_.commit();
      timers += slice.timers;
    } while (slice.more);
    return timers;
  }

 private:
  SystemRandom random_;
  Configuration configuration_;
  Database database_;
  std::unique_ptr<Reactor> reactor_;
};

void measure_due(Shop& shop, Instant now) {
  const double cpu_before = cpu_seconds();
  const auto started = std::chrono::steady_clock::now();
  const std::size_t steps = shop.react(now);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  fmt::print("{{\"steps\": {}, \"seconds\": {}, \"cpu_seconds\": {}}}\n", steps, took.count(),
             cpu_seconds() - cpu_before);
}

void measure_steps(const std::filesystem::path& config, std::int64_t waiting, std::int64_t due) {
  const Instant now = SystemClock().now();
  Shop shop(config, now);
  shop.fill(waiting, "waiting", "Consent Asked", now);
  shop.fill(due, "due", "Signed Up", now);
  measure_due(shop, now + first_step_after);
}

int run(const std::vector<std::string>& words) {
  if (words.size() >= 4 && words[0] == "fill") {
    const bool has_due = words.size() > 4;
    const Instant now =
        has_due ? from_ms(std::stoll(words[4])) - first_step_after : SystemClock().now() - first_step_after;
    Shop(words[1], now).fill(std::stoll(words[2]), words[3], has_due ? "Signed Up" : "Consent Asked", now);
    return 0;
  }
  if (words.size() == 4 && words[0] == "steps") {
    measure_steps(words[1], std::stoll(words[2]), std::stoll(words[3]));
    return 0;
  }
  if (words.size() == 2 && words[0] == "due") {
    const Instant now = SystemClock().now();
    Shop shop(words[1], now);
    measure_due(shop, now);
    return 0;
  }
  std::fputs("usage: shop_bench fill CONFIG CUSTOMERS WHO [DUE_MS] | steps CONFIG WAITING DUE | due CONFIG\n",
             stderr);
  return 2;
}

}  // namespace
}  // namespace lifecycled

int main(int count, char** words) {
  try {
    return lifecycled::run({words + 1, words + count});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "shop_bench: %s\n", error.what());
    return 1;
  }
}
