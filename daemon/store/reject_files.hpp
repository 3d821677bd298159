// Where imports wrote down the rows that they refused: those speak of people, too, and lie outside the
// database. Runs on the thread that owns the connection.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "store/database.hpp"

namespace lifecycled {

class RejectFiles {
 public:
  explicit RejectFiles(Database& database) : database_(database) {}

  void note(std::string_view path, Instant now);
  std::vector<std::string> all();
  void forget(std::string_view path);

 private:
  Database& database_;
};

}  // namespace lifecycled
