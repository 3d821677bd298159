// A few words about the database as a whole: whether sending is paused and why, and the epoch that tells a
// restored or copied file from the one we left. Runs on the thread that owns the connection.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "store/database.hpp"

namespace lifecycled {

class Meta {
 public:
  explicit Meta(Database& database) : database_(database) {}

  std::optional<std::string> find(std::string_view key);
  void set(std::string_view key, std::string_view value);
  void remove(std::string_view key);

  // Why nothing is sent at the moment, if so.
  std::optional<std::string> paused() { return find("paused"); }
  void pause(std::string_view why) { set("paused", why); }
  void resume() { remove("paused"); }

 private:
  Database& database_;
};

// Compares the epoch in the database with the one in `epoch_file` beside it, which no backup contains, then
// begins a new epoch in both. False: this file is not the one that the last daemon left, so what it says of
// sent messages may be old.
bool begin_epoch(Database& database, const std::filesystem::path& epoch_file, Random& random);

}  // namespace lifecycled
