// Short signed texts for links that customers follow (unsubscribe, rating): base64url(payload || first 16
// bytes of HMAC-SHA-256(key, purpose || 0 || payload)). Bound to a purpose, so that a rating link never
// unsubscribes. The payload is readable by whoever holds the link; it is protected against change, not
// against reading.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lifecycled {

// The first key signs; all of them verify, so that keys can be rotated without breaking links already sent.
// Safe from any thread: pages verify on the io thread while readers sign.
class TokenSigner {
 public:
  explicit TokenSigner(std::vector<std::string> keys);
  // Whoever holds this signer has the new keys from now on.
  void replace(std::vector<std::string> keys);
  std::string sign(std::string_view purpose, std::string_view payload) const;
  // The payload, or nothing if the token was not made by us for this purpose.
  std::optional<std::string> verify(std::string_view purpose, std::string_view token) const;

  // The same with the first 8 bytes of the tag, for links that an SMS pays for by the character and that give
  // away nothing: who guesses one of 2^64 learns where a link of somebody's message led.
  std::string sign_short(std::string_view purpose, std::string_view payload) const;
  std::optional<std::string> verify_short(std::string_view purpose, std::string_view token) const;

 private:
  std::string signed_with(std::string_view purpose, std::string_view payload, std::size_t tag_size) const;
  std::optional<std::string> verified(std::string_view purpose, std::string_view token,
                                      std::size_t tag_size) const;

  using Keys = std::shared_ptr<const std::vector<std::string>>;
  Keys keys() const;

  mutable std::mutex mutex_;
  Keys keys_;
};

}  // namespace lifecycled
