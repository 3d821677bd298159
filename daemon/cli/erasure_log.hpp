// Who has been erased, beside the database: keyed hashes of what they were known by, appended and on disk
// before an erasure is acknowledged. A restored backup knows these people again; the log says that they are
// to go. Any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "store/erasures.hpp"

namespace lifecycled {

class ErasureLog {
 public:
  ErasureLog(std::filesystem::path file, std::string key) : file_(std::move(file)), key_(std::move(key)) {}

  struct Entry {
    std::string id;
    std::vector<std::string> hashes;
  };
  // On disk when it returns. Throws std::runtime_error naming file and reason.
  void append(const std::string& id, Instant at, const std::vector<Identifier>& known_by) const;
  std::vector<Entry> read() const;
  std::string hash(std::string_view kind, std::string_view value) const;

 private:
  std::filesystem::path file_;
  std::string key_;
};

// Begins anew what the log knows and the database does not: it is older than those erasures. Nothing is
// decided about these people from then on. Returns how many customers that are. In the caller's transaction.
std::size_t erase_again(Database& database, const ErasureLog& log, Instant now);

}  // namespace lifecycled
