// A Store under test whose io thread is the test's own, and a way to hold its writer, so that a test decides
// what arrives meanwhile instead of hoping. For tests alone.
#pragma once

#include <functional>
#include <latch>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "store/quarantine.hpp"
#include "store/store.hpp"
#include "store/store_testing.hpp"

namespace lifecycled::testing {

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
struct RunningStore {
  ScratchFolder folder;
  boost::asio::io_context io;
  std::optional<Store> store;

  explicit RunningStore(std::function<void(Database&)> prepare = {}) {
    store.emplace(io.get_executor(), Store::Settings{folder.database_file(), 1, std::move(prepare)});
  }

  // `answer` must outlive it. The work is in the store's hands when this returns.
  template <class Value>
  void start(boost::asio::awaitable<Value> task, Answer<Value>& answer) {
    boost::asio::co_spawn(io, std::move(task), [&answer](std::exception_ptr failure, Value value) {
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
  Value result_of(boost::asio::awaitable<Value> task) {
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
inline auto adding(std::string body) {
  return [body = std::move(body)](Database& database) {
    Quarantine(database).add(EventSource::Http, "test", body, some_noon);
    return database.last_insert_id();
  };
}

inline std::set<std::string> bodies_in(Database& database) {
  std::set<std::string> out;
  for (const QuarantinedItem& item : Quarantine(database).latest(1'000'000)) out.insert(item.body);
  return out;
}

inline std::set<std::string> bodies_on_disk(const RunningStore& running) {
  Database database(running.folder.database_file(), Database::Mode::ReadWrite);
  return bodies_in(database);
}

// Keeps the writer in a piece of work, so that a test decides what arrives meanwhile.
class HeldWriter {
 public:
  explicit HeldWriter(RunningStore& running) : running_(running) {
    auto wait_for_release = [this](Database&) {
      is_held_.count_down();
      may_go_.wait();
      return 0;
    };
    running_.start(running_.store->write(wait_for_release), answer_);
    is_held_.wait();
  }
  ~HeldWriter() { release(); }
  void release() {
    if (may_go_.try_wait()) return;
    may_go_.count_down();
    running_.await(answer_);
  }
  // The writer goes on, while nobody lets the io thread run.
  void let_go() { may_go_.count_down(); }

 private:
  RunningStore& running_;
  std::latch is_held_{1}, may_go_{1};
  Answer<int> answer_;
};

}  // namespace lifecycled::testing
