// channel-NAME.lock: the lock that a channel's child process holds for life, and in the same file the ledger
// of the tickets it has started. It answers, after whatever died: which messages may have left?
//
// The child appends a ticket before the first byte that can lead to delivery. The lock belongs to the open
// file that the child inherits, so it ends with the child, never before. A daemon that starts therefore does,
// in this order:
//   1. wait_for_lock()   the child of a daemon that was killed finishes what it has started, then exits
//   2. started()         and settles in its database what was being sent: not started -> queued, started ->
//   in doubt
//   3. reset()           once that is stored
//   4. Channel::start()
// Only between processes of one boot can it be trusted: a power cut may lose the last pages.
//
// One thread at a time. Throws std::system_error when the file cannot be opened or written.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace lifecycled {

class ChannelLedger {
 public:
  explicit ChannelLedger(const std::filesystem::path& file);
  ~ChannelLedger();
  ChannelLedger(const ChannelLedger&) = delete;
  ChannelLedger& operator=(const ChannelLedger&) = delete;

  bool try_lock();
  // False when somebody still holds it after that time.
  boost::asio::awaitable<bool> wait_for_lock(std::chrono::milliseconds limit);

  // Nothing = unknown (new file, other boot, damaged): treat everything that was being sent as started.
  std::optional<std::set<std::uint64_t>> started() const;

  // Forgets everything and begins a ledger of this boot. Needs the lock.
  void reset();

  // The open file, locked or not, for the child to inherit; still owned here.
  int descriptor() const { return file_; }

 private:
  int file_;
};

// What the child does with the file it has inherited: adds these tickets in one write. False when that
// failed.
bool append_started(int file, const std::uint64_t* tickets, std::size_t count) noexcept;

// Keeps a ledger small while its child goes on appending: forgets the longest beginning that is settled.
class LedgerTrimmer {
 public:
  explicit LedgerTrimmer(const std::filesystem::path& file);
  ~LedgerTrimmer();
  LedgerTrimmer(const LedgerTrimmer&) = delete;
  LedgerTrimmer& operator=(const LedgerTrimmer&) = delete;

  // Forgets up to the first ticket for which is_open says that its outcome is not stored yet.
  template <class IsOpen>
  void trim(IsOpen is_open) {
    while (next_page()) {
      for (const std::uint64_t ticket : page_) {
        if (ticket != 0 && is_open(ticket)) return;
      }
      forget_page();
    }
  }

 private:
  bool next_page();  // reads the next whole page of records, if there is one
  void forget_page();

  int file_;
  std::int64_t position_;
  std::vector<std::uint64_t> page_;
};

}  // namespace lifecycled
