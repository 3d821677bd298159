// Who may send events, and which: keys as Segment's clients use them. Constant after construction; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"

namespace lifecycled {

// What the owner of a key may say.
struct KeyRights {
  bool speaks_for_the_shop = false;  // news that concern many customers: only the shop's servers know them
  std::size_t key = 0;               // which of the keys it is
};

struct WriteKey {
  std::string key;
  KeyRights rights;
};

class WriteKeys {
 public:
  // Only hashes are kept. Empty keys count as none.
  explicit WriteKeys(const std::vector<WriteKey>& keys);

  bool empty() const { return known_.empty(); }
  std::vector<KeyRights> rights() const;  // of each key, in their order
  // The rights, for "Basic base64(KEY:)" or "Bearer KEY" with one of the keys. Takes the same time wherever a
  // wrong key differs, and whichever of the keys it is compared with.
  std::optional<KeyRights> accept(std::string_view authorization) const;
  // The key itself, as newer clients of Segment's put it into the body.
  std::optional<KeyRights> accept_key(std::string_view key) const;
  // Whether one of the shop's servers has signed this: HMAC-SHA-256 in hex, by the hex SHA-256 of its key.
  bool has_signed(std::string_view message, std::string_view signature) const;

 private:
  struct Known {
    Digest hash;
    KeyRights rights;
  };
  std::vector<Known> known_;
};

}  // namespace lifecycled
