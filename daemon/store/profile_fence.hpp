// The second fence around conditions: SQLite's authorizer lets a statement read the view customer_profile
// once and call listed functions, and nothing else; what it may cost is bounded. For the files of this
// folder, on the thread that owns the connection.
#pragma once

#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "store/database.hpp"

namespace lifecycled {

// "SELECT ... FROM customer_profile ..." with this many columns and parameters. Throws std::invalid_argument
// with SQLite's words when it is not understood or would reach further.
SQLite::Statement prepare_fenced(Database& database, const std::string& sql,
                                 const std::vector<std::string>& functions, int columns, int parameters);

// While it lives, a statement of the connection that takes more than its share of SQLite's instructions is
// interrupted.
class CostLimit {
 public:
  CostLimit(Database& database, std::size_t expressions);
  ~CostLimit();
  CostLimit(const CostLimit&) = delete;
  CostLimit& operator=(const CostLimit&) = delete;
  void begin_again() { steps_left_ = most_steps_; }  // for the next row

 private:
  sqlite3* handle_;
  int most_steps_, steps_left_;
};

}  // namespace lifecycled
