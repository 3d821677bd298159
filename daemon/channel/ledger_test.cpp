#include "channel/ledger.hpp"

#include <filesystem>
#include <fstream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace lifecycled;

namespace {

struct TemporaryFile {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("ledger_test." + std::to_string(::getpid()) + ".lock");
  TemporaryFile() { std::filesystem::remove(path); }
  ~TemporaryFile() { std::filesystem::remove(path); }
};

using Tickets = std::set<std::uint64_t>;

}  // namespace

TEST_CASE("a ledger knows what was started, and says so when it cannot know") {
  const TemporaryFile file;
  {
    ChannelLedger ledger(file.path);
    CHECK(!ledger.started());  // new: anything may have been started by whoever lost the file
    CHECK(ledger.try_lock());
    ledger.reset();
    CHECK(ledger.started() == Tickets{});
    const std::uint64_t two[] = {7, 9};
    CHECK(append_started(ledger.descriptor(), two, 2));
  }
  ChannelLedger again(file.path);
  CHECK(again.started() == Tickets{7, 9});
  again.reset();
  CHECK(again.started() == Tickets{});

  // Another boot: the last pages may not have reached the disk.
  std::fstream(file.path, std::ios::in | std::ios::out).seekp(20).write("x", 1);
  CHECK(!again.started());
  std::filesystem::resize_file(file.path, 10);
  CHECK(!again.started());
}

TEST_CASE("the lock is waited for, and only for so long") {
  const TemporaryFile file;
  boost::asio::io_context io;
  std::vector<bool> answers;
  auto holder = std::make_unique<ChannelLedger>(file.path);
  REQUIRE(holder->try_lock());
  ChannelLedger waiting(file.path);
  const auto ask = [&](std::chrono::milliseconds limit) -> boost::asio::awaitable<void> {
    const bool locked = co_await waiting.wait_for_lock(limit);
    answers.push_back(locked);
  };
  boost::asio::co_spawn(io, ask(std::chrono::milliseconds(30)), boost::asio::detached);
  io.run();
  CHECK(answers == std::vector<bool>{false});

  boost::asio::co_spawn(io, ask(std::chrono::seconds(30)), boost::asio::detached);
  io.restart();
  io.run_for(std::chrono::milliseconds(30));
  CHECK(answers.size() == 1);
  holder.reset();
  io.run();
  CHECK(answers == std::vector<bool>{false, true});
}

TEST_CASE("a ledger stays small: what is settled at its beginning is given back to the disk") {
  const TemporaryFile file;
  ChannelLedger ledger(file.path);
  ledger.reset();
  constexpr std::uint64_t count = 100000;
  for (std::uint64_t t = 1; t <= count; ++t) append_started(ledger.descriptor(), &t, 1);

  LedgerTrimmer trimmer(file.path);
  trimmer.trim([](std::uint64_t ticket) { return ticket >= 50000; });
  auto left = ledger.started();
  REQUIRE(left);
  CHECK(left->contains(50000));
  CHECK(left->contains(count));
  CHECK(*left->rbegin() == count);
  CHECK(*left->upper_bound(504) > 49000);  // the first page also holds the header, and stays

  trimmer.trim([](std::uint64_t) { return false; });
  left = ledger.started();
  REQUIRE(left);
  CHECK(left->size() <= 512 + 504);
  CHECK(left->contains(count));
  struct stat about{};
  REQUIRE(::stat(file.path.c_str(), &about) == 0);
  CHECK(about.st_blocks * 512 < 64 * 1024);
}
