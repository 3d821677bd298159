#include "cli/eraser.hpp"

#include <filesystem>
#include <sstream>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/data_command.hpp"
#include "cli/find_customer.hpp"
#include "intake/csv_reader.hpp"
#include "store/reject_files.hpp"

namespace lifecycled {
namespace {

constexpr std::chrono::microseconds slice{1'500};
constexpr Milliseconds look_again{200};
constexpr Milliseconds after_failure{5'000};
constexpr int most_sweeps = 100;
constexpr std::size_t largest_reject_file = std::size_t{1} << 30;

// Thousands may go by their period in a night.
void tell(const Log& log, const ErasureRow& erasure) {
  if (erasure.reason == ErasureReason::Retention) {
    log.debug("customer.erased", {{"customer", erasure.customer}, {"reason", "retention"}});
  } else {
    log.info("customer.erased",
             {{"customer", erasure.customer}, {"erasure", erasure.id}, {"reason", "asked for"}});
  }
}

// Row by row, each of which may have more than one line.
bool rewrite(const std::string& path, const Mentions& mentions) {
  const std::string text = read_file(path, largest_reject_file);
  std::istringstream in(text);
  // What was too long for an import stands in the file all the same.
  CsvReader reader(in, ',', {largest_reject_file, largest_reject_file, 100'000});
  std::string kept;
  for (CsvRow row; reader.next(row);) {
    if (!mentions.in(row.text)) kept += row.text + "\r\n";
  }
  if (kept != text) write_file(path, kept, 0600);
  return true;
}

}  // namespace

std::string new_erasure_id(Random& random) {
  std::array<unsigned char, 12> bytes{};
  random.fill(bytes);
  return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

ErasureOrder order_erasure(Database& database, const std::string& name, Instant now, Random& random) {
  const CustomerId customer = one_customer(database, name);
  Erasures erasures(database);
  if (auto before = erasures.of_customer(customer)) return {*before, {}, true};
  ErasureOrder order;
  order.erasure.id = new_erasure_id(random);
  order.erasure.customer = customer;
  order.erasure.asked_at = now;
  order.known_by = erasures.identifiers(customer);
  return order;
}

boost::json::object erasure_json(const ErasureRow& erasure) {
  return {{"customer", erasure.customer},
          {"erasure", erasure.id},
          {"asked_at", format_instant(erasure.asked_at)},
          {"finished_at", erasure.finished_at ? boost::json::value(format_instant(*erasure.finished_at))
                                              : boost::json::value()}};
}

boost::asio::awaitable<boost::json::object> begin_erasure(Store& store, ErasureLog erasures,
                                                          const Clock& clock, Random& random, Log log,
                                                          std::string name) {
  auto prepare = [&random, erasures = std::move(erasures), name = std::move(name),
                  now = clock.now()](Database& database) {
    ErasureOrder order = order_erasure(database, name, now, random);
    if (!order.is_at_work) erasures.append(order.erasure.id, now, order.known_by);
    return order;
  };
  const ErasureOrder order = co_await store.read(std::move(prepare));
  if (!order.is_at_work) {
    auto begin = [order](Database& database) { Erasures(database).begin(order.erasure); };
    co_await store.write(std::move(begin));
    log.info("customer.erasure_begun", {{"customer", order.erasure.customer}, {"erasure", order.erasure.id}});
  }
  co_return erasure_json(order.erasure);
}

boost::asio::awaitable<void> begin_shop_erasure(Store& store, ErasureLog erasures, const Clock& clock,
                                                Random& random, Log log, std::string user_id) {
  auto look = [user_id](Database& database) {
    const auto customer = Customers(database).find_by(IdentifierKind::UserId, user_id);
    return customer ? fmt::format("{}", *customer) : std::string();
  };
  const std::string known = co_await store.read(std::move(look));
  if (known.empty()) {
    log.info("shop.nobody_to_erase");
    co_return;
  }
  std::string name = std::move(user_id);
  co_await begin_erasure(store, std::move(erasures), clock, random, log, std::move(name));
}

std::vector<std::string> rewrite_reject_files(Database& database, const Mentions& mentions) {
  std::vector<std::string> left;
  for (const std::string& path : RejectFiles(database).all()) {
    std::error_code error;
    if (!std::filesystem::exists(path, error) && !error) continue;
    try {
      rewrite(path, mentions);
    } catch (const std::runtime_error&) {
      left.push_back(path);
    }
  }
  return left;
}

boost::asio::awaitable<void> erase_customers(Store& store, const Clock& clock, Wake& wake, Log log) {
  while (!wake.is_closed()) {
    bool failed = false;
    try {
      auto open = [](Database& database) {
        const auto at_work = Erasures(database).at_work();
        return at_work.empty() ? nullptr : std::make_shared<ErasureRun>(database, at_work.front());
      };
      const auto run = co_await store.write(std::move(open));
      if (!run) {
        co_await wake.until(std::nullopt);
        continue;
      }
      if (run->erasure().reason == ErasureReason::Asked) {
        auto files = [run](Database& database) { return rewrite_reject_files(database, run->mentions()); };
        const auto left = co_await store.read(std::move(files));
        for (const std::string& path : left) log.warning("customer.reject_file_left", {{"file", path}});
      }
      for (auto progress = ErasureRun::Progress::More; progress != ErasureRun::Progress::Done;) {
        if (wake.is_closed()) co_return;
        auto some = [run](Database& database) { return run->step(database, slice); };
        progress = co_await store.write(std::move(some));
        const Instant later = clock.now() + look_again;
        if (progress == ErasureRun::Progress::Waits) {
          co_await wake.until(later);
        }
      }
      bool is_swept = run->erasure().reason == ErasureReason::Retention;
      for (int sweeps = 0; !is_swept && sweeps < most_sweeps && !wake.is_closed(); ++sweeps) {
        store.sweep_after_next_commit();
        auto nothing = [](Database&) {};
        co_await store.write(std::move(nothing));
        is_swept = store.has_swept();
        const Instant later = clock.now() + look_again;
        if (!is_swept) {
          co_await wake.until(later);
        }
      }
      if (wake.is_closed()) co_return;
      if (!is_swept) log.warning("customer.traces_left", {{"customer", run->erasure().customer}});
      auto finish = [run, now = clock.now()](Database& database) {
        Erasures(database).finish(run->erasure().id, now);
      };
      co_await store.write(std::move(finish));
      tell(log, run->erasure());
    } catch (const std::runtime_error& error) {
      log.error("customer.erasure_failed", {{"reason", error.what()}});
      failed = true;
    }
    const Instant later = clock.now() + after_failure;
    if (failed) {
      co_await wake.until(later);
    }
  }
}

void erase_customers_here(Database& database, const Clock& clock, const Log& log) {
  for (const ErasureRow& erasure : Erasures(database).at_work()) {
    ErasureRun run(database, erasure);
    for (const std::string& path : rewrite_reject_files(database, run.mentions()))
      log.warning("customer.reject_file_left", {{"file", path}});
    auto progress = ErasureRun::Progress::More;
    while (progress == ErasureRun::Progress::More) {
      database.begin();
      progress = run.step(database, std::chrono::milliseconds{50});
      database.commit();
    }
    if (progress == ErasureRun::Progress::Waits)
      throw CommandError(
          "a message to this customer was being sent when the daemon ended; the erasure is noted, and the "
          "daemon carries it out when it runs again");
    if (!database.sweep()) log.warning("customer.traces_left", {{"customer", erasure.customer}});
    database.begin();
    Erasures(database).finish(erasure.id, clock.now());
    database.commit();
    tell(log, erasure);
  }
}

}  // namespace lifecycled
