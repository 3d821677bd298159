// Who may send events: write keys as Segment's clients use them. Constant after construction; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"

namespace lifecycled {

class WriteKeys {
 public:
  // Only hashes are kept. Empty keys count as none.
  explicit WriteKeys(const std::vector<std::string>& keys);

  bool empty() const { return hashes_.empty(); }
  // True for "Basic base64(KEY:)" or "Bearer KEY" with one of the keys. Takes the same time wherever a wrong
  // key differs, and whichever of the keys it is compared with.
  bool accept(std::string_view authorization) const;
  // The key itself, as newer clients of Segment's put it into the body.
  bool accept_key(std::string_view key) const;

 private:
  std::vector<Digest> hashes_;
};

}  // namespace lifecycled
