// The database as the daemon uses it: one writer thread that commits in groups, and a few readers. Parts hand
// it work by co_await on the io thread; the work itself runs on the thread that owns the connection and is
// plain synchronous code.
//
// Group commit: all work that arrived while the last commit ran goes into the next transaction, each piece in
// its own savepoint; whoever awaits is answered after the commit, so an answer means "on disk".
#pragma once

#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "store/database.hpp"

namespace lifecycled {

// Work for a connection, and what becomes of it. Made by Store alone.
class StoreJob {
 public:
  virtual ~StoreJob() = default;
  virtual void run(Database& database) = 0;                      // on the connection's thread
  virtual void finish(std::exception_ptr failure) noexcept = 0;  // on the io thread, after commit or failure
};

class Store {
 public:
  struct Settings {
    std::filesystem::path file;
    std::size_t readers = 1;
    // Called once on each new connection: audience/ adds the functions that conditions call.
    std::function<void(Database&)> prepare;
  };
  Store(boost::asio::any_io_executor io, Settings settings);
  // Finishes the work that was handed over, then closes.
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // `work(Database&)` in the next group commit; its result once that is on disk. An exception undoes this
  // work alone.
  template <class Work>
  auto write(Work work) {
    return hand_over(std::move(work), &Store::enqueue_write);
  }
  // `work(Database&)` on a reading connection, in a snapshot of its own.
  template <class Work>
  auto read(Work work) {
    return hand_over(std::move(work), &Store::enqueue_read);
  }

  std::size_t waiting_writes() const;
  // After the next group commit, before its work is answered: what was deleted leaves the write-ahead log and
  // the free pages (Database::sweep). has_swept() says whether no reader stood in the way.
  void sweep_after_next_commit();
  bool has_swept() const;

 private:
  using Enqueue = void (Store::*)(std::unique_ptr<StoreJob>);
  template <class Work, class Result, class Handler>
  class Job;

  template <class Work>
  auto hand_over(Work work, Enqueue enqueue);
  void enqueue_write(std::unique_ptr<StoreJob> job);
  void enqueue_read(std::unique_ptr<StoreJob> job);

  struct Threads;
  boost::asio::any_io_executor io_;
  std::unique_ptr<Threads> threads_;
};

struct NoResult {};

template <class Work, class Result, class Handler>
class Store::Job final : public StoreJob {
 public:
  Job(Work work, Handler handler) : work_(std::move(work)), handler_(std::move(handler)) {}

  void run(Database& database) override {
    if constexpr (std::is_void_v<std::invoke_result_t<Work&, Database&>>) {
      work_(database);
      result_.emplace();
    } else {
      result_.emplace(work_(database));
    }
  }
  void finish(std::exception_ptr failure) noexcept override {
    if (failure) result_.emplace();
    std::move(handler_)(failure, std::move(*result_));
  }

 private:
  Work work_;
  Handler handler_;
  std::optional<Result> result_;
};

template <class Work>
auto Store::hand_over(Work work, Enqueue enqueue) {
  using Returned = std::invoke_result_t<Work&, Database&>;
  using Result = std::conditional_t<std::is_void_v<Returned>, NoResult, Returned>;
  auto start = [this, enqueue](auto handler, Work handed) {
    using Handler = decltype(handler);
    (this->*enqueue)(std::make_unique<Job<Work, Result, Handler>>(std::move(handed), std::move(handler)));
  };
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(std::exception_ptr, Result)>(
      std::move(start), boost::asio::use_awaitable, std::move(work));
}

}  // namespace lifecycled
