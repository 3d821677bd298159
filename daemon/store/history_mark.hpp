// That a history has just been imported, and that those whom the figures learnt from it have moved are still
// on their way: what they enter now they entered by history alone. Kept in the database, for the daemon may
// be restarted meanwhile. Runs on the thread that owns the connection.
#pragma once

#include "store/meta.hpp"

namespace lifecycled {

class HistoryMark {
 public:
  explicit HistoryMark(Database& database) : meta_(database) {}

  void set() { meta_.set(key, "yes"); }
  bool is_set() { return meta_.find(key).has_value(); }
  void clear() { meta_.remove(key); }

 private:
  static constexpr std::string_view key = "history_arrived";
  Meta meta_;
};

}  // namespace lifecycled
