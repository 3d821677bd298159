#include "journey/stable_share.hpp"

#include <string>

#include "base/crypto.hpp"

namespace lifecycled {

Share stable_share(std::initializer_list<std::string_view> purpose, CustomerId customer) {
  // The purpose is the key, so that nobody is always first. Names hold no newline.
  std::string key;
  for (const std::string_view part : purpose) key.append(part) += '\n';
  const Digest digest = hmac_sha256(key, std::to_string(customer));
  // A fraction of 40 bits: a million shares of it differ by less than a millionth of each.
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 5; ++i) number = number << 8 | digest[i];
  return static_cast<Share>(number * whole_share >> 40);
}

}  // namespace lifecycled
