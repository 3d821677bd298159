// The store's promise, tested by breaking the world: a disk that is full, a daemon that is killed.
#include <algorithm>
#include <array>
#include <csignal>
#include <random>
#include <stdexcept>

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/store_harness.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;
namespace asio = boost::asio;

namespace {

// Room for so many pages more than there are, on the writing connection.
void leave_room(Database& database, std::int64_t pages) {
  const std::int64_t used = number_from(database, "PRAGMA page_count");
  database.connection().exec(fmt::format("PRAGMA max_page_count = {}", used + pages));
}

}  // namespace

TEST_CASE("on a full disk a group is refused as a whole, and what was acknowledged is there") {
  RunningStore daemon([](Database& database) { leave_room(database, 30); });
  std::set<std::string> acknowledged;
  bool was_refused = false;
  int groups_refused_as_a_whole = 0;
  for (int group = 0; group < 20; ++group) {
    std::vector<Answer<std::int64_t>> answers(8);
    std::vector<std::string> bodies;
    {
      HeldWriter held(daemon);
      for (std::size_t i = 0; i < answers.size(); ++i) {
        bodies.push_back(fmt::format("{}/{} ", group, i) + std::string(3000, 'x'));
        daemon.start(daemon.store->write(adding(bodies.back())), answers[i]);
      }
    }
    daemon.await_all();
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (answers[i].is_success()) {
        acknowledged.insert(bodies[i]);
      } else {
        was_refused = true;
        CHECK(answers[i].reason() == "database or disk is full");
      }
    }
    groups_refused_as_a_whole += std::ranges::none_of(answers, &Answer<std::int64_t>::is_success) ? 1 : 0;
  }
  CHECK(was_refused);
  CHECK(groups_refused_as_a_whole > 0);
  CHECK_FALSE(acknowledged.empty());

  // Room again: the same store goes on.
  auto make_room = [](Database& database) { leave_room(database, 1000); };
  daemon.result_of(daemon.store->write(make_room));
  daemon.result_of(daemon.store->write(adding("afterwards")));
  acknowledged.insert("afterwards");
  daemon.store.reset();
  CHECK(bodies_on_disk(daemon) == acknowledged);
}

TEST_CASE("in a group that the disk refused, what had failed by itself keeps its own reason") {
  RunningStore daemon([](Database& database) { leave_room(database, 2); });
  Answer<std::int64_t> written, failed, too_large;
  {
    HeldWriter held(daemon);
    auto all_in_one_group = [](Database& database) { return adding("small")(database); };
    auto fail = [](Database&) -> std::int64_t { throw std::invalid_argument("not like this"); };
    daemon.start(daemon.store->write(all_in_one_group), written);
    daemon.start(daemon.store->write(fail), failed);
    daemon.start(daemon.store->write(adding(std::string(1 << 20, 'x'))), too_large);
  }
  daemon.await_all();
  CHECK(failed.reason() == "not like this");
  CHECK(too_large.reason() == "database or disk is full");
  daemon.store.reset();
  CHECK(bodies_on_disk(daemon).size() == (written.is_success() ? 1u : 0u));
}

namespace {

// The child: writes for ever on many coroutines, and says each number on the pipe once the store has
// answered.
[[noreturn]] void write_until_killed(const std::filesystem::path& file, std::int64_t first, int pipe) {
  try {
    asio::io_context io;
    Store store(io.get_executor(), {file, 1, {}});
    std::int64_t next = first;
    const auto write_on = [](Store& its_store, std::int64_t& number, int to) -> asio::awaitable<void> {
      for (;;) {
        const std::int64_t mine = number++;
        auto work = adding(std::to_string(mine));
        co_await its_store.write(std::move(work));
        if (::write(to, &mine, sizeof mine) != sizeof mine) ::_exit(2);
      }
    };
    for (int i = 0; i < 16; ++i) {
      asio::co_spawn(io, write_on(store, next, pipe), [](const std::exception_ptr&) { ::_exit(3); });
    }
    io.run();
  } catch (...) {
    // Not back into the parent's tests, whatever happens.
  }
  ::_exit(4);
}

}  // namespace

TEST_CASE("a daemon killed at any moment has lost nothing that it acknowledged") {
  ScratchFolder folder;
  std::mt19937 random(20261122);
  std::set<std::string> acknowledged;
  for (int kills = 0; kills < 15; ++kills) {
    std::array<int, 2> pipe{};
    REQUIRE(::pipe(pipe.data()) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      ::close(pipe[0]);
      write_until_killed(folder.database_file(), kills * 1'000'000, pipe[1]);
    }
    ::close(pipe[1]);
    const auto read_one = [&] {
      std::int64_t number = 0;
      if (::read(pipe[0], &number, sizeof number) != sizeof number) return false;
      acknowledged.insert(std::to_string(number));
      return true;
    };
    const auto enough = std::uniform_int_distribution<int>(0, 300)(random);
    int read = 0;
    while (read < enough && read_one()) ++read;
    CHECK(read == enough);
    // Some microseconds more or less, so that the blow falls into every part of the work.
    for (volatile int spin = std::uniform_int_distribution<int>(0, 200'000)(random); spin > 0;)
      spin = spin - 1;
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    while (read_one()) {
    }
    ::close(pipe[0]);

    Database database(folder.database_file(), Database::Mode::ReadWrite);
    const auto found = bodies_in(database);
    CHECK(std::ranges::includes(found, acknowledged));
    // Of those not acknowledged, at most what was under way: one for each coroutine and kill.
    CHECK(found.size() <= acknowledged.size() + 16u * static_cast<std::size_t>(kills + 1));
    Query check(database, "PRAGMA integrity_check");
    REQUIRE(check.step());
    CHECK(check.text(0) == "ok");
  }
  MESSAGE(acknowledged.size() << " acknowledged");
}
