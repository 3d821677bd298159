// Who sends: a signed token that each push service asks for (RFC 8292). One thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "openssl_parts.hpp"

namespace webpush {

class Vapid {
 public:
  // `contact` is "mailto:..." or "https://...". std::invalid_argument: the key is none.
  Vapid(std::string_view private_key_text, std::string contact);

  // What browsers subscribe with, in base64url.
  const std::string& public_key_text() const { return public_key_; }
  // The value of Authorization for an origin such as "https://push.example". A token is used for hours:
  // signing takes as long as half an encryption.
  const std::string& authorization(const std::string& origin, std::int64_t now_seconds);
  std::string token(std::string_view origin, std::int64_t expires_seconds) const;

 private:
  struct Kept {
    std::int64_t made_seconds;
    std::string header;
  };
  Key key_;
  std::string public_key_, contact_;
  std::map<std::string, Kept, std::less<>> kept_;
};

}  // namespace webpush
