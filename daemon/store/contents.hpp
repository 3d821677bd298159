// What a delivery says, kept from its first hand-over so that every retry sends the same bytes: zstd over
// text, for its keeping time; after that only the hash. Runs on the thread that owns the connection; pack()
// and unpack() on any.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "store/database.hpp"

namespace lifecycled {

struct PackedContent {
  std::string hash;  // SHA-256 of the text
  std::string body;  // compressed
};
PackedContent pack_content(std::string_view text);
// Throws std::runtime_error when the bytes are not what pack_content made.
std::string unpack_content(std::string_view body);

class Contents {
 public:
  explicit Contents(Database& database) : database_(database) {}

  void save(std::int64_t delivery, const PackedContent& content, Instant now);
  // Compressed; nothing if it was never rendered or its time has passed.
  std::optional<std::string> find(std::int64_t delivery);
  // Forgets at most `limit` bodies older than `before`; returns how many.
  int forget(Instant before, std::size_t limit);

 private:
  Database& database_;
};

}  // namespace lifecycled
