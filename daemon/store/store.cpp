#include "store/store.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

namespace lifecycled {
namespace {

// Nothing holds the writer longer before those who wait get their answer.
constexpr std::chrono::milliseconds longest_group{4};

struct Done {
  std::unique_ptr<StoreJob> job;
  std::exception_ptr failure;
};

// A queue that several threads may wait at. After close() it gives out what is left, then nothing.
class JobQueue {
 public:
  void push(std::unique_ptr<StoreJob> job) {
    {
      const std::lock_guard lock(mutex_);
      jobs_.push_back(std::move(job));
    }
    arrived_.notify_one();
  }
  // Waits for the first job.
  std::unique_ptr<StoreJob> wait() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
    return take();
  }
  std::unique_ptr<StoreJob> poll() {
    const std::lock_guard lock(mutex_);
    return take();
  }
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    arrived_.notify_all();
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return jobs_.size();
  }

 private:
  std::unique_ptr<StoreJob> take() {
    if (jobs_.empty()) return nullptr;
    auto job = std::move(jobs_.front());
    jobs_.pop_front();
    return job;
  }

  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::unique_ptr<StoreJob>> jobs_;
  bool closed_ = false;
};

// One post for a whole group: waking the io thread for each answer would cost more than the answers.
void answer(const boost::asio::any_io_executor& io, std::vector<Done> group) {
  boost::asio::post(io, [group = std::move(group)]() mutable {
    for (Done& done : group) done.job->finish(done.failure);
  });
}

// Nothing else is in the transaction yet: what the job wrote before it failed goes with all of it. For a
// savepoint SQLite would keep a copy of every page before it changes, in a slice of the reactor that is
// hundreds.
void run_first(Database& database, Done& done) {
  try {
    done.job->run(database);
  } catch (...) {
    done.failure = std::current_exception();
    if (!database.in_transaction()) return;
    database.rollback();
    database.begin();
  }
}

// Runs one job in its savepoint; its failure is its own.
void run_alone(Database& database, Done& done) {
  try {
    database.atomically([&] { done.job->run(database); });
  } catch (...) {
    done.failure = std::current_exception();
  }
}

// `first` stays with the caller until the transaction has begun.
void write_group(Database& database, JobQueue& queue, std::unique_ptr<StoreJob>& first,
                 std::vector<Done>& group) {
  const auto started = std::chrono::steady_clock::now();
  database.begin();
  for (auto job = std::move(first); job;) {
    group.push_back({std::move(job), nullptr});
    group.size() == 1 ? run_first(database, group.back()) : run_alone(database, group.back());
    // A full disk ends the whole transaction, and with it what the others wrote: none of them is on disk.
    if (!database.in_transaction()) std::rethrow_exception(group.back().failure);
    job = std::chrono::steady_clock::now() - started < longest_group ? queue.poll() : nullptr;
  }
  database.commit();
}

// What could not be swept stays for the next time: it harms nobody's work.
bool sweep(Database& writer) {
  try {
    return writer.sweep();
  } catch (const std::runtime_error&) {
    return false;
  }
}

}  // namespace

struct Store::Threads {
  JobQueue writes, reads;
  std::vector<std::unique_ptr<Database>> databases;
  std::vector<std::jthread> threads;
  std::atomic<bool> is_to_sweep{false}, has_swept{false};
};

Store::Store(boost::asio::any_io_executor io, Settings settings) : io_(std::move(io)), threads_(new Threads) {
  const auto open = [&](Database::Mode mode) -> Database& {
    auto database = std::make_unique<Database>(settings.file, mode);
    if (settings.prepare) settings.prepare(*database);
    return *threads_->databases.emplace_back(std::move(database));
  };
  // All opened here, so that a database that cannot be used is the caller's exception and no thread's; and
  // before the first thread starts, for that would wait for ever.
  Database& writer = open(Database::Mode::ReadWrite);
  for (std::size_t i = 0; i < settings.readers; ++i) open(Database::Mode::ReadOnly);
  threads_->threads.emplace_back([this, &writer] {
    while (auto first = threads_->writes.wait()) {
      std::vector<Done> group;
      try {
        write_group(writer, threads_->writes, first, group);
      } catch (...) {
        writer.rollback();
        // begin() itself failed: the job is still ours to answer.
        if (first) group.push_back({std::move(first), nullptr});
        // What failed by itself keeps its own reason.
        for (Done& done : group) {
          if (!done.failure) done.failure = std::current_exception();
        }
      }
      if (threads_->is_to_sweep.exchange(false)) threads_->has_swept = sweep(writer);
      answer(io_, std::move(group));
    }
  });
  for (std::size_t i = 1; i < threads_->databases.size(); ++i) {
    Database& reader = *threads_->databases[i];
    threads_->threads.emplace_back([this, &reader] {
      while (auto job = threads_->reads.wait()) {
        std::vector<Done> one;
        one.push_back({std::move(job), nullptr});
        try {
          reader.execute("BEGIN");
          one.front().job->run(reader);
        } catch (...) {
          one.front().failure = std::current_exception();
        }
        reader.rollback();
        answer(io_, std::move(one));
      }
    });
  }
}

Store::~Store() {
  threads_->writes.close();
  threads_->reads.close();
  threads_->threads.clear();
}

std::size_t Store::waiting_writes() const { return threads_->writes.size(); }
void Store::sweep_after_next_commit() {
  threads_->has_swept = false;
  threads_->is_to_sweep = true;
}
bool Store::has_swept() const { return threads_->has_swept; }
void Store::enqueue_write(std::unique_ptr<StoreJob> job) { threads_->writes.push(std::move(job)); }
void Store::enqueue_read(std::unique_ptr<StoreJob> job) { threads_->reads.push(std::move(job)); }

}  // namespace lifecycled
