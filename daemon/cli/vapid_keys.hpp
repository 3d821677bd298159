// The key pair that names a shop to the push services of browsers (RFC 8292): P-256, the private number alone
// in a file of its own. `lifecycled keys vapid`.
#pragma once

#include <filesystem>
#include <string>

#include "base/random.hpp"

namespace lifecycled {

struct VapidKey {
  std::string public_key;  // an uncompressed point in base64url, as browsers take it
  bool is_new = false;
};

// The key in that file, which is made where there is none; one that is there is never written over, for
// browsers that subscribed with it could not be reached any more. Throws CommandError.
VapidKey keep_vapid_key(const std::filesystem::path& file, Random& random);

// Of a private number in base64url; "" for what is none.
std::string vapid_public_key(const std::string& private_key);

}  // namespace lifecycled
