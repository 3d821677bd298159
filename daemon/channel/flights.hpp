// The tickets that a channel's plugin holds: each is put in once and taken out once, whoever asks first.
// One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace lifecycled {

class Flights {
 public:
  // False when that ticket is already in.
  bool add(std::uint64_t ticket, std::int64_t deadline_unix_ms) {
    return open_.emplace(ticket, deadline_unix_ms).second;
  }
  bool take(std::uint64_t ticket) { return open_.erase(ticket) == 1; }
  std::vector<std::uint64_t> take_all();
  std::vector<std::uint64_t> take_overdue(std::int64_t now_unix_ms);
  std::size_t size() const { return open_.size(); }

 private:
  std::unordered_map<std::uint64_t, std::int64_t> open_;
};

}  // namespace lifecycled
