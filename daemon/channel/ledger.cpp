#include "channel/ledger.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.hpp"

namespace lifecycled {
namespace {

// The file: this header, then one native u64 a started ticket. A page that was forgotten reads as zeros.
struct Header {
  std::array<char, 8> magic;
  std::array<char, 40> boot_id;
  std::array<char, 16> reserved;
};
static_assert(sizeof(Header) == 64);
constexpr std::int64_t page_bytes = 4096;  // what a file system can give back

Header header_of_this_boot() {
  Header header{};
  std::memcpy(header.magic.data(), "LCSTART1", header.magic.size());
  const std::string boot_id = read_file("/proc/sys/kernel/random/boot_id");
  boot_id.copy(header.boot_id.data(), header.boot_id.size() - 1);
  return header;
}

int open_or_throw(const std::filesystem::path& file) {
  const int opened = ::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (opened < 0) throw std::system_error(errno, std::generic_category(), "cannot open " + file.string());
  return opened;
}

// Reads what there is from `at`, up to `bytes`.
std::size_t read_at(int file, void* into, std::size_t bytes, std::int64_t at) {
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t n =
        ::pread(file, static_cast<char*>(into) + done, bytes - done, at + static_cast<std::int64_t>(done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
}

}  // namespace

ChannelLedger::ChannelLedger(const std::filesystem::path& file) : file_(open_or_throw(file)) {}
ChannelLedger::~ChannelLedger() { ::close(file_); }

bool ChannelLedger::try_lock() { return ::flock(file_, LOCK_EX | LOCK_NB) == 0; }

boost::asio::awaitable<bool> ChannelLedger::wait_for_lock(std::chrono::milliseconds limit) {
  const auto give_up_at = std::chrono::steady_clock::now() + limit;
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  // flock has no asynchronous form, and a thread only for this would outlive its purpose.
  while (!try_lock()) {
    if (std::chrono::steady_clock::now() >= give_up_at) co_return false;
    timer.expires_after(std::chrono::milliseconds(10));
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
  co_return true;
}

std::optional<std::set<std::uint64_t>> ChannelLedger::started() const {
  Header found{};
  const Header expected = header_of_this_boot();
  if (read_at(file_, &found, sizeof found, 0) != sizeof found) return std::nullopt;
  if (std::memcmp(&found, &expected, sizeof found) != 0) return std::nullopt;

  std::set<std::uint64_t> tickets;
  std::array<std::uint64_t, page_bytes / sizeof(std::uint64_t)> records;
  std::int64_t at = sizeof(Header);
  for (;;) {
    // Skips what LedgerTrimmer gave back; without support for holes this answers `at` itself.
    const off_t data = ::lseek(file_, at, SEEK_DATA);
    if (data < 0) break;
    at = std::max<std::int64_t>(at, data / page_bytes * page_bytes);
    const std::size_t count = read_at(file_, records.data(), sizeof records, at) / sizeof(std::uint64_t);
    if (count == 0) break;
    for (std::size_t i = 0; i < count; ++i) {
      if (records[i] != 0) tickets.insert(records[i]);
    }
    at += static_cast<std::int64_t>(count * sizeof(std::uint64_t));
  }
  return tickets;
}

void ChannelLedger::reset() {
  const Header header = header_of_this_boot();
  if (::ftruncate(file_, 0) != 0 || ::write(file_, &header, sizeof header) != sizeof header) {
    throw std::system_error(errno, std::generic_category(), "cannot write the ledger of started messages");
  }
}

bool append_started(int file, const std::uint64_t* tickets, std::size_t count) noexcept {
  const char* bytes = reinterpret_cast<const char*>(tickets);
  std::size_t left = count * sizeof(std::uint64_t);
  // One write to a file opened with O_APPEND is not torn by another thread's; after a short one (full disk)
  // the records would no longer be aligned, so half a record is worse than none: give up.
  while (left > 0) {
    const ssize_t n = ::write(file, bytes, left);
    if (n < 0 && errno == EINTR) continue;
    return n == static_cast<ssize_t>(left);
  }
  return true;
}

LedgerTrimmer::LedgerTrimmer(const std::filesystem::path& file)
    : file_(open_or_throw(file)), position_(sizeof(Header)) {
  // What an earlier one gave back is not read again.
  const off_t data = ::lseek(file_, page_bytes, SEEK_DATA);
  if (data >= 2 * page_bytes) position_ = data / page_bytes * page_bytes;
}
LedgerTrimmer::~LedgerTrimmer() { ::close(file_); }

bool LedgerTrimmer::next_page() {
  // The first page shares its room with the header, so it is shorter; it is forgotten by writing nothing at
  // all.
  const std::int64_t end = (position_ / page_bytes + 1) * page_bytes;
  page_.resize(static_cast<std::size_t>(end - position_) / sizeof(std::uint64_t));
  const std::size_t bytes = page_.size() * sizeof(std::uint64_t);
  return read_at(file_, page_.data(), bytes, position_) == bytes;
}

void LedgerTrimmer::forget_page() {
  const std::int64_t begin = position_ / page_bytes * page_bytes;
  position_ = begin + page_bytes;
  if (begin == 0) return;  // the header's page stays
  // Where holes are not supported the file only grows until the next start, eight bytes a message.
  ::fallocate(file_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, begin, page_bytes);
}

}  // namespace lifecycled
