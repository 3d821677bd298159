#include "channel/open_tickets.hpp"

#include <utility>

namespace lifecycled {

std::vector<const lc_message*> OpenTickets::add(const std::shared_ptr<const MessageBatch>& batch) {
  std::vector<const lc_message*> added;
  added.reserve(batch->pointers().size());
  const std::scoped_lock lock(mutex_);
  for (const lc_message* m : batch->pointers()) {
    if (open_.try_emplace(m->ticket, Open{batch, m->deadline_unix_ms}).second) added.push_back(m);
  }
  return added;
}

bool OpenTickets::start(std::span<const std::uint64_t> tickets, std::int64_t now_unix_ms,
                        const std::function<bool(std::span<const std::uint64_t>)>& record) {
  const std::scoped_lock lock(mutex_);
  if (!may_start_) {
    for (const std::uint64_t ticket : tickets) {
      if (const auto at = open_.find(ticket); at != open_.end()) at->second.forbidden = true;
    }
    return false;
  }
  for (const std::uint64_t ticket : tickets) {
    const auto at = open_.find(ticket);
    if (at == open_.end()) return false;
    const std::int64_t deadline = at->second.deadline_unix_ms;
    // The daemon has given this attempt up, or is about to: it must not leave now.
    if (deadline != 0 && now_unix_ms >= deadline) return false;
  }
  // Under the lock, so that nobody can forbid starts between the question and the record.
  if (!record(tickets)) return false;
  for (const std::uint64_t ticket : tickets) {
    Open& entry = open_.find(ticket)->second;
    if (!std::exchange(entry.started, true)) ++started_;
  }
  return true;
}

void OpenTickets::forbid_starts() {
  const std::scoped_lock lock(mutex_);
  may_start_ = false;
}

OpenTickets::Taken OpenTickets::take(std::uint64_t ticket) {
  const std::scoped_lock lock(mutex_);
  const auto at = open_.find(ticket);
  if (at == open_.end()) return {};
  Open& entry = at->second;
  const Taken taken{std::move(entry.batch), entry.started, entry.forbidden && !entry.started};
  if (taken.was_started) --started_;
  ++being_told_;
  open_.erase(at);
  return taken;
}

void OpenTickets::told() {
  const std::scoped_lock lock(mutex_);
  --being_told_;
}

std::size_t OpenTickets::size() const {
  const std::scoped_lock lock(mutex_);
  return open_.size() + being_told_;
}

std::size_t OpenTickets::started() const {
  const std::scoped_lock lock(mutex_);
  return started_ + being_told_;
}

}  // namespace lifecycled
