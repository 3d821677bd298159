// Hashes and their written forms, by OpenSSL. Anyone, any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lifecycled {

using Digest = std::array<unsigned char, 32>;

Digest sha256(std::string_view data);
Digest hmac_sha256(std::string_view key, std::string_view data);
std::string_view bytes_of(const Digest& digest);

std::string to_hex(std::string_view bytes);
// Without padding (RFC 4648, section 5).
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);
// With padding (RFC 4648, section 4), as in HTTP Basic, data: addresses and policies.
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

// Takes the same time wherever the first difference lies.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace lifecycled
