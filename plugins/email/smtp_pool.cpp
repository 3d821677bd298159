#include "smtp_pool.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include "transaction.hpp"

namespace email {
namespace {

using lifecycled::plugin::Level;
using lifecycled::plugin::Message;

// A relay has better uses for a connection that nobody uses; Postfix itself waits 300 s.
constexpr auto idle_limit = std::chrono::seconds(60);
// A relay that allows fewer connections than we would like is asked for one more after this.
constexpr auto between_growths = std::chrono::minutes(1);

}  // namespace

struct SmtpPool::Worker {
  Worker(const Settings& settings, const Composer& composer, Relays& relays, lifecycled::plugin::Host host,
         const lc_started* started)
      : transaction(settings, composer, relays, host, started) {}

  Transaction transaction;
  std::condition_variable wake;
  // guarded by the pool's mutex
  std::optional<Message> next;
  bool is_dead = false;
  std::thread thread;
};

SmtpPool::SmtpPool(const Settings& settings, lifecycled::plugin::Host host)
    : settings_(settings),
      host_(host),
      started_(host.service<lc_started>(LC_EXT_STARTED)),
      composer_(settings),
      relays_(settings.relays.size()),
      most_workers_(static_cast<std::size_t>(settings.connections)) {
  // Once a process and before its threads (curl's rule); a child process has one channel.
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    throw std::runtime_error("libcurl cannot be initialised");
}

SmtpPool::~SmtpPool() {
  {
    const std::scoped_lock lock(mutex_);
    is_ending_ = true;
    for (auto& message : queue_)
      message.ticket.complete(LC_TRANSIENT, "the channel ended before it was sent");
    queue_.clear();
    for (const auto& worker : workers_) {
      // Who waits for a server does not wait any longer; the others say QUIT.
      if (std::ranges::find(idle_, worker.get()) == idle_.end()) worker->transaction.hang_up();
      worker->wake.notify_one();
    }
  }
  for (const auto& worker : workers_) worker->thread.join();
  workers_.clear();
  curl_global_cleanup();
}

void SmtpPool::submit(std::vector<Message> messages) {
  const std::scoped_lock lock(mutex_);
  bury_dead_workers();
  grow();
  for (auto& message : messages) {
    if (!idle_.empty()) {
      Worker* const worker = idle_.back();
      idle_.pop_back();
      worker->next.emplace(std::move(message));
      worker->wake.notify_one();
      continue;
    }
    queue_.push_back(std::move(message));
    if (workers_.size() >= most_workers_) continue;
    workers_.push_back(std::make_unique<Worker>(settings_, composer_, relays_, host_, started_));
    Worker& worker = *workers_.back();
    worker.thread = std::thread([this, &worker] { run(worker); });
  }
}

void SmtpPool::run(Worker& worker) {
  for (bool has_next = take_next(worker); has_next || wait_for_next(worker);) {
    try {
      Answer answer = worker.transaction.send(std::move(*worker.next));
      if (answer.is_for_another_connection && give_back(worker, answer.message)) return;
      // First free, then told: whoever sends again when told finds this connection, and needs no second one.
      has_next = take_next(worker);
      answer.tell();
    } catch (const std::exception& e) {
      host_.log(Level::error, e.what());  // the ticket has completed itself
      has_next = take_next(worker);
    }
  }
}

// Takes a message, or stands in line for one.
bool SmtpPool::take_next(Worker& worker) {
  const std::scoped_lock lock(mutex_);
  worker.next.reset();
  if (is_ending_) return false;
  if (queue_.empty()) {
    idle_.push_back(&worker);
    return false;
  }
  worker.next.emplace(std::move(queue_.front()));
  queue_.pop_front();
  return true;
}

// False when this thread is to end.
bool SmtpPool::wait_for_next(Worker& worker) {
  std::unique_lock lock(mutex_);
  worker.wake.wait_for(lock, idle_limit, [&] { return is_ending_ || worker.next; });
  if (worker.next) return true;
  std::erase(idle_, &worker);
  worker.is_dead = true;
  worker.transaction.retire();
  return false;
}

// To those whom the relay has let in; this one was one too many. False: there is nobody else.
bool SmtpPool::give_back(Worker& worker, Message& message) {
  const std::scoped_lock lock(mutex_);
  const auto living = static_cast<std::size_t>(
      std::ranges::count_if(workers_, [](const auto& other) { return !other->is_dead; }));
  if (is_ending_ || living < 2) return false;
  worker.next.reset();
  worker.is_dead = true;
  most_workers_ = living - 1;
  grows_at_ = std::chrono::steady_clock::now() + between_growths;
  if (idle_.empty()) {
    queue_.push_front(std::move(message));
    return true;
  }
  Worker* const other = idle_.back();
  idle_.pop_back();
  other->next.emplace(std::move(message));
  other->wake.notify_one();
  return true;
}

void SmtpPool::grow() {
  const auto now = std::chrono::steady_clock::now();
  if (most_workers_ >= static_cast<std::size_t>(settings_.connections) || now < grows_at_) return;
  ++most_workers_;
  grows_at_ = now + between_growths;
}

void SmtpPool::bury_dead_workers() {
  std::erase_if(workers_, [](const std::unique_ptr<Worker>& worker) {
    if (worker->is_dead) worker->thread.join();
    return worker->is_dead;
  });
}

}  // namespace email
