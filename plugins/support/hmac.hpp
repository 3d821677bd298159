// Signatures of callbacks, and base64 without line breaks, by OpenSSL. Pure.
#pragma once

#include <string>

namespace plugin_support {

std::string to_base64(const std::string& bytes);
std::string hmac_sha1(const std::string& key, const std::string& text);
std::string hmac_sha256(const std::string& key, const std::string& text);
std::string hmac_sha256_hex(const std::string& key, const std::string& text);

}  // namespace plugin_support
