#include "store/store.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <latch>
#include <random>
#include <set>
#include <stdexcept>
#include <thread>

#include <SQLiteCpp/SQLiteCpp.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/events.hpp"
#include "store/meta.hpp"
#include "store/quarantine.hpp"
#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;
namespace asio = boost::asio;

namespace {

// What became of one piece of work that was handed over.
template <class Value>
struct Answer {
  bool has_come = false;
  std::exception_ptr failure;
  Value value{};

  bool is_success() const { return has_come && !failure; }
  std::string reason() const {
    try {
      if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  }
};

// The daemon's io thread is the test's own: nothing is answered unless a test lets it run.
struct Daemon {
  ScratchFolder folder;
  asio::io_context io;
  std::optional<Store> store;

  explicit Daemon(std::function<void(Database&)> prepare = {}) {
    store.emplace(io.get_executor(), Store::Settings{folder.database_file(), 1, std::move(prepare)});
  }

  // `answer` must outlive it. The work is in the store's hands when this returns.
  template <class Value>
  void start(asio::awaitable<Value> task, Answer<Value>& answer) {
    asio::co_spawn(io, std::move(task), [&answer](std::exception_ptr failure, Value value) {
      answer.has_come = true;
      answer.failure = std::move(failure);
      answer.value = std::move(value);
    });
    io.restart();
    io.poll();
  }
  template <class Value>
  void await(const Answer<Value>& answer) {
    io.restart();
    while (!answer.has_come) io.run_one();
  }
  void await_all() {
    io.restart();
    io.run();
  }
  template <class Value>
  Value result_of(asio::awaitable<Value> task) {
    Answer<Value> answer;
    start(std::move(task), answer);
    await(answer);
    if (answer.failure) std::rethrow_exception(answer.failure);
    return std::move(answer.value);
  }

  std::int64_t rows() { return result_of(store->read(count_rows)); }
  static std::int64_t count_rows(Database& database) {
    return number_from(database, "SELECT count(*) FROM quarantine");
  }
};

// A piece of work that leaves one row which can be told from all others.
auto adding(std::string body) {
  return [body = std::move(body)](Database& database) {
    Quarantine(database).add(EventSource::Http, "test", body, some_noon);
    return database.last_insert_id();
  };
}

std::set<std::string> bodies_in(Database& database) {
  std::set<std::string> out;
  for (const QuarantinedItem& item : Quarantine(database).latest(1'000'000)) out.insert(item.body);
  return out;
}

std::set<std::string> bodies_on_disk(const Daemon& daemon) {
  Database database(daemon.folder.database_file(), Database::Mode::ReadWrite);
  return bodies_in(database);
}

bool is_writer(Database& database) { return sqlite3_db_readonly(database.handle(), "main") == 0; }

// Keeps the writer in a piece of work, so that a test decides what arrives meanwhile.
class HeldWriter {
 public:
  explicit HeldWriter(Daemon& daemon) : daemon_(daemon) {
    auto wait_for_release = [this](Database&) {
      is_held_.count_down();
      may_go_.wait();
      return 0;
    };
    daemon.start(daemon.store->write(wait_for_release), answer_);
    is_held_.wait();
  }
  ~HeldWriter() { release(); }
  void release() {
    if (may_go_.try_wait()) return;
    may_go_.count_down();
    daemon_.await(answer_);
  }
  // The writer goes on, while nobody lets the io thread run.
  void let_go() { may_go_.count_down(); }

 private:
  Daemon& daemon_;
  std::latch is_held_{1}, may_go_{1};
  Answer<int> answer_;
};

}  // namespace

TEST_CASE("work is answered with its result, and what it wrote is there") {
  Daemon daemon;
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
  Daemon daemon;
  Store& store = *daemon.store;
  const auto several = [](Store& its_store) -> asio::awaitable<std::int64_t> {
    auto first = adding("one");
    auto second = adding("two");
    const auto first_id = co_await its_store.write(std::move(first));
    const auto second_id = co_await its_store.write(std::move(second));
    const auto rows = co_await its_store.read(&Daemon::count_rows);
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
  Daemon daemon([&](Database& database) {
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
  Daemon daemon([&](Database& database) {
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
  Daemon daemon;
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

TEST_CASE("many who write at once each get their own answer") {
  Daemon daemon;
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
  Daemon daemon;
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
  Daemon daemon;
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
  Daemon daemon;
  std::latch has_looked(1), may_look_again(1);
  auto look_twice = [&](Database& database) {
    const auto first = Daemon::count_rows(database);
    has_looked.count_down();
    may_look_again.wait();
    return std::pair(first, Daemon::count_rows(database));
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
  Daemon daemon;
  CHECK_THROWS_WITH_AS(daemon.result_of(daemon.store->read(adding("one"))),
                       "attempt to write a readonly database", SQLite::Exception);
  auto fail = [](Database&) -> int { throw std::out_of_range("no such page"); };
  CHECK_THROWS_WITH_AS(daemon.result_of(daemon.store->read(fail)), "no such page", std::out_of_range);
  CHECK(daemon.rows() == 0);
}

TEST_CASE("whatever a reader held up, the log of writes can be taken into the file afterwards") {
  Daemon daemon;
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
  Daemon daemon;
  std::vector<Answer<std::int64_t>> answers(50);
  Answer<std::int64_t> read;
  {
    HeldWriter held(daemon);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      daemon.start(daemon.store->write(adding(std::to_string(i))), answers[i]);
    }
    daemon.start(daemon.store->read(&Daemon::count_rows), read);
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

namespace {

// Room for so many pages more than there are, on the writing connection.
void leave_room(Database& database, std::int64_t pages) {
  const std::int64_t used = number_from(database, "PRAGMA page_count");
  database.connection().exec(fmt::format("PRAGMA max_page_count = {}", used + pages));
}

}  // namespace

TEST_CASE("on a full disk a group is refused as a whole, and what was acknowledged is there") {
  Daemon daemon([](Database& database) {
    if (is_writer(database)) leave_room(database, 30);
  });
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
  Daemon daemon([](Database& database) {
    if (is_writer(database)) leave_room(database, 2);
  });
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
