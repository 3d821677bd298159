#include "store/store.hpp"

#include <algorithm>
#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include "store/meta.hpp"
#include "store/store_harness.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;
namespace asio = boost::asio;

namespace {

bool is_writer(Database& database) { return sqlite3_db_readonly(database.handle(), "main") == 0; }

}  // namespace

TEST_CASE("work is answered with its result, and what it wrote is there") {
  RunningStore daemon;
  const auto id = daemon.result_of(daemon.store->write(adding("one")));
  CHECK(id == 1);
  auto nothing = [](Database& database) { Meta(database).set("word", "two"); };
  daemon.result_of(daemon.store->write(nothing));
  auto word = [](Database& database) { return Meta(database).find("word").value(); };
  CHECK(daemon.result_of(daemon.store->read(word)) == "two");
  CHECK(daemon.store->waiting_writes() == 0);
  CHECK(bodies_on_disk(daemon) == std::set<std::string>{"one"});
}

TEST_CASE("a coroutine awaits one piece of work after the other") {
  RunningStore daemon;
  Store& store = *daemon.store;
  const auto several = [](Store& its_store) -> asio::awaitable<std::int64_t> {
    auto first = adding("one");
    auto second = adding("two");
    const auto first_id = co_await its_store.write(std::move(first));
    const auto second_id = co_await its_store.write(std::move(second));
    const auto rows = co_await its_store.read(&RunningStore::count_rows);
    co_return rows == 2 && second_id > first_id ? second_id : -1;
  };
  CHECK(daemon.result_of(several(store)) == 2);
}

TEST_CASE("no answer comes before the commit") {
  std::latch is_committing(1), may_commit(1);
  struct Hook {
    std::latch *is_committing, *may_commit;
    bool is_armed = false;  // on the writer's thread alone
  } hook{&is_committing, &may_commit};
  RunningStore daemon([&](Database& database) {
    if (!is_writer(database)) return;
    const auto wait_at_commit = [](void* data) {
      auto& waiting = *static_cast<Hook*>(data);
      if (!waiting.is_armed) return 0;
      waiting.is_committing->count_down();
      waiting.may_commit->wait();
      waiting.is_armed = false;
      return 0;
    };
    sqlite3_commit_hook(database.handle(), wait_at_commit, &hook);
  });
  auto add_and_arm = [&hook](Database& database) {
    hook.is_armed = true;
    return adding("one")(database);
  };
  Answer<std::int64_t> answer;
  daemon.start(daemon.store->write(add_and_arm), answer);
  is_committing.wait();
  daemon.io.poll();
  CHECK_FALSE(answer.has_come);
  may_commit.count_down();
  daemon.await(answer);
  CHECK(answer.is_success());
}

TEST_CASE("what arrives while the writer is busy goes into few commits") {
  std::atomic<int> commits{0};
  RunningStore daemon([&](Database& database) {
    const auto count = [](void* counted) {
      ++*static_cast<std::atomic<int>*>(counted);
      return 0;
    };
    if (is_writer(database)) sqlite3_commit_hook(database.handle(), count, &commits);
  });
  constexpr int writers = 400;
  std::vector<Answer<std::int64_t>> answers(writers);
  {
    HeldWriter held(daemon);
    for (int i = 0; i < writers; ++i)
      daemon.start(daemon.store->write(adding(std::to_string(i))), answers[i]);
    CHECK(daemon.store->waiting_writes() == writers);
    commits = 0;
  }
  daemon.await_all();
  CHECK(std::ranges::all_of(answers, &Answer<std::int64_t>::is_success));
  // In the order in which they were handed over.
  for (int i = 0; i < writers; ++i) CHECK(answers[i].value == i + 1);
  MESSAGE(writers << " pieces of work in " << commits.load() << " commits");
  CHECK(commits < writers / 4);
}

TEST_CASE("an exception undoes its own work alone, and reaches who awaits it") {
  RunningStore daemon;
  Answer<std::int64_t> before, failed, after;
  {
    HeldWriter held(daemon);
    daemon.start(daemon.store->write(adding("before")), before);
    auto add_then_throw = [](Database& database) -> std::int64_t {
      adding("failed")(database);
      throw std::invalid_argument("not like this");
    };
    daemon.start(daemon.store->write(add_then_throw), failed);
    daemon.start(daemon.store->write(adding("after")), after);
    REQUIRE(daemon.store->waiting_writes() == 3);
  }
  daemon.await_all();
  CHECK(before.is_success());
  CHECK(after.is_success());
  CHECK(failed.reason() == "not like this");
  CHECK_THROWS_AS(std::rethrow_exception(failed.failure), std::invalid_argument);
  CHECK(bodies_on_disk(daemon) == std::set<std::string>{"before", "after"});
}

TEST_CASE("a failure of the first piece of a commit leaves nothing of it either") {
  RunningStore daemon;
  auto add_then_throw = [](Database& database) -> std::int64_t {
    adding("failed")(database);
    throw std::invalid_argument("not like this");
  };
  // Nobody else is there: it is first and alone.
  CHECK_THROWS_AS(daemon.result_of(daemon.store->write(add_then_throw)), std::invalid_argument);
  Answer<std::int64_t> failed, after;
  {
    HeldWriter held(daemon);
    daemon.start(daemon.store->write(add_then_throw), failed);
    daemon.start(daemon.store->write(adding("after")), after);
  }
  daemon.await_all();
  CHECK(failed.reason() == "not like this");
  CHECK(after.is_success());
  CHECK(bodies_on_disk(daemon) == std::set<std::string>{"after"});
}

TEST_CASE("many who write at once each get their own answer") {
  RunningStore daemon;
  constexpr int writers = 100, rounds = 10;
  const auto write_rounds = [](Store& store, int writer) -> asio::awaitable<int> {
    int own = 0;
    for (int round = 0; round < rounds; ++round) {
      const std::string body = fmt::format("{}/{}", writer, round);
      auto work = adding(body);
      const auto id = co_await store.write(std::move(work));
      auto look = [id](Database& database) {
        Query query(database, "SELECT body FROM quarantine WHERE id = ?1");
        query.bind(id);
        return query.step() ? query.blob(0) : std::string();
      };
      const auto found = co_await store.read(std::move(look));
      own += found == body ? 1 : 0;
    }
    co_return own;
  };
  std::vector<Answer<int>> answers(writers);
  for (int i = 0; i < writers; ++i) daemon.start(write_rounds(*daemon.store, i), answers[i]);
  daemon.await_all();
  for (const auto& answer : answers) {
    CHECK(answer.is_success());
    CHECK(answer.value == rounds);
  }
  CHECK(daemon.rows() == writers * rounds);
}

TEST_CASE("work may be handed over from any thread") {
  RunningStore daemon;
  std::atomic<int> done{0};
  {
    const auto keep_running = asio::make_work_guard(daemon.io);
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&daemon, &done, thread] {
        for (int i = 0; i < 25; ++i) {
          asio::co_spawn(
              daemon.io, daemon.store->write(adding(fmt::format("{}/{}", thread, i))),
              [&done](const std::exception_ptr& failure, std::int64_t) { done += failure ? 0 : 1; });
        }
      });
    }
    while (done < 100) daemon.io.run_one();
  }
  CHECK(daemon.rows() == 100);
}

TEST_CASE("readers see what is committed and nothing else") {
  RunningStore daemon;
  std::latch has_written(1), may_end(1);
  auto write_and_wait = [&](Database& database) {
    const auto id = adding("one")(database);
    has_written.count_down();
    may_end.wait();
    return id;
  };
  Answer<std::int64_t> written;
  daemon.start(daemon.store->write(write_and_wait), written);
  has_written.wait();
  CHECK(daemon.rows() == 0);
  may_end.count_down();
  daemon.await(written);
  CHECK(daemon.rows() == 1);
}

TEST_CASE("a reader sees one moment, whatever is committed meanwhile") {
  RunningStore daemon;
  std::latch has_looked(1), may_look_again(1);
  auto look_twice = [&](Database& database) {
    const auto first = RunningStore::count_rows(database);
    has_looked.count_down();
    may_look_again.wait();
    return std::pair(first, RunningStore::count_rows(database));
  };
  Answer<std::pair<std::int64_t, std::int64_t>> looked;
  daemon.start(daemon.store->read(look_twice), looked);
  has_looked.wait();
  daemon.result_of(daemon.store->write(adding("one")));
  may_look_again.count_down();
  daemon.await(looked);
  CHECK(looked.value == std::pair<std::int64_t, std::int64_t>(0, 0));
  CHECK(daemon.rows() == 1);
}

TEST_CASE("a reader that fails or tries to write is told so, and the next one is served") {
  RunningStore daemon;
  CHECK_THROWS_WITH_AS(daemon.result_of(daemon.store->read(adding("one"))),
                       "attempt to write a readonly database", SQLite::Exception);
  auto fail = [](Database&) -> int { throw std::out_of_range("no such page"); };
  CHECK_THROWS_WITH_AS(daemon.result_of(daemon.store->read(fail)), "no such page", std::out_of_range);
  CHECK(daemon.rows() == 0);
}

TEST_CASE("whatever a reader held up, the log of writes can be taken into the file afterwards") {
  RunningStore daemon;
  for (int i = 0; i < 3; ++i) daemon.result_of(daemon.store->write(adding("row")));
  auto stop_in_the_middle = [](Database& database) {
    Query query(database, "SELECT id FROM quarantine");
    return query.step();
  };
  CHECK(daemon.result_of(daemon.store->read(stop_in_the_middle)));
  daemon.store.reset();
  Database database(daemon.folder.database_file(), Database::Mode::ReadWrite);
  CHECK(number_from(database, "PRAGMA wal_checkpoint(TRUNCATE)") == 0);
}

TEST_CASE("closing finishes what was handed over, and its answers still come") {
  RunningStore daemon;
  std::vector<Answer<std::int64_t>> answers(50);
  Answer<std::int64_t> read;
  {
    HeldWriter held(daemon);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      daemon.start(daemon.store->write(adding(std::to_string(i))), answers[i]);
    }
    daemon.start(daemon.store->read(&RunningStore::count_rows), read);
    REQUIRE(daemon.store->waiting_writes() == answers.size());
    held.let_go();
    daemon.store.reset();
    daemon.await_all();
  }
  CHECK(std::ranges::all_of(answers, &Answer<std::int64_t>::is_success));
  CHECK(read.is_success());
  CHECK(bodies_on_disk(daemon).size() == answers.size());
}

TEST_CASE("answers that nobody waits for any more are dropped without harm") {
  ScratchFolder folder;
  bool has_answered = false;
  {
    asio::io_context io;
    Store store(io.get_executor(), {folder.database_file(), 1, {}});
    asio::co_spawn(io, store.write(adding("one")),
                   [&](const std::exception_ptr&, std::int64_t) { has_answered = true; });
    io.poll();
  }
  CHECK_FALSE(has_answered);
  Database database(folder.database_file(), Database::Mode::ReadWrite);
  CHECK(bodies_in(database).size() == 1);
}

TEST_CASE("a database that cannot be used is the caller's exception, also when the readers notice it") {
  ScratchFolder folder;
  asio::io_context io;
  int opened = 0;
  const Store::Settings settings{folder.database_file(), 2, [&](Database&) {
                                   if (++opened == 3) throw std::runtime_error("no third one");
                                 }};
  CHECK_THROWS_WITH_AS(Store(io.get_executor(), settings), "no third one", std::runtime_error);
  CHECK_THROWS_AS(Store(io.get_executor(), {folder.path(), 1, {}}), SQLite::Exception);
}
