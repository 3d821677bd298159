// A push message, encrypted so that the subscribed browser alone can read it (RFC 8291). Any thread,
// with a Curve of its own.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "openssl_parts.hpp"

namespace webpush {

// A push service must take bodies of 4,096 bytes and need not take longer ones (RFC 8030, 7.2): header, text,
// delimiter and tag.
constexpr std::size_t longest_body = 4096;
constexpr std::size_t longest_plaintext = longest_body - 86 - 1 - 16;

struct TooLong : std::length_error {
  explicit TooLong(std::size_t size);
};

// What a subscription says about its browser.
struct Receiver {
  std::string point;  // p256dh: its public key
  std::string auth;   // 16 bytes that only it and the shop know
};
// std::invalid_argument: the point is none of the curve. TooLong.
std::string encrypt(Curve& curve, const Receiver& receiver, std::string_view plaintext);

// As encrypt(), with what it draws by chance given: for the RFC's own examples.
std::string encrypt(Curve& curve, const Receiver& receiver, std::string_view plaintext, EVP_PKEY* ours,
                    std::string_view salt);
// RFC 8291, 3.4: from the shared secret to the input key of the content coding. Symmetric.
std::string input_key(std::string_view secret, const Receiver& receiver, std::string_view our_point);

}  // namespace webpush
