#include "base/signed_token.hpp"

#include <stdexcept>

#include "base/crypto.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t usual_tag = 16;  // 128 bits: beyond guessing, and a link stays short
constexpr std::size_t short_tag = 8;
constexpr std::size_t longest_token = 512;

std::string tag(std::string_view key, std::string_view purpose, std::string_view payload, std::size_t size) {
  std::string signed_text(purpose);
  signed_text += '\0';
  signed_text += payload;
  return std::string(bytes_of(hmac_sha256(key, signed_text)).substr(0, size));
}

}  // namespace

TokenSigner::TokenSigner(std::vector<std::string> keys) { replace(std::move(keys)); }

void TokenSigner::replace(std::vector<std::string> keys) {
  if (keys.empty()) throw std::invalid_argument("a token signer needs at least one key");
  auto next = std::make_shared<const std::vector<std::string>>(std::move(keys));
  const std::lock_guard lock(mutex_);
  keys_ = std::move(next);
}

TokenSigner::Keys TokenSigner::keys() const {
  const std::lock_guard lock(mutex_);
  return keys_;
}

std::string TokenSigner::sign(std::string_view purpose, std::string_view payload) const {
  return signed_with(purpose, payload, usual_tag);
}

std::optional<std::string> TokenSigner::verify(std::string_view purpose, std::string_view token) const {
  return verified(purpose, token, usual_tag);
}

std::string TokenSigner::sign_short(std::string_view purpose, std::string_view payload) const {
  return signed_with(purpose, payload, short_tag);
}

std::optional<std::string> TokenSigner::verify_short(std::string_view purpose, std::string_view token) const {
  return verified(purpose, token, short_tag);
}

std::string TokenSigner::signed_with(std::string_view purpose, std::string_view payload,
                                     std::size_t tag_size) const {
  return to_base64url(std::string(payload) + tag(keys()->front(), purpose, payload, tag_size));
}

std::optional<std::string> TokenSigner::verified(std::string_view purpose, std::string_view token,
                                                 std::size_t tag_size) const {
  if (token.size() > longest_token) return std::nullopt;
  const auto bytes = from_base64url(token);
  if (!bytes || bytes->size() < tag_size) return std::nullopt;
  const std::string_view payload = std::string_view(*bytes).substr(0, bytes->size() - tag_size);
  const std::string_view given = std::string_view(*bytes).substr(payload.size());
  bool good = false;
  const Keys known = keys();
  for (const std::string& key : *known)
    good |= equal_in_constant_time(given, tag(key, purpose, payload, tag_size));
  if (!good) return std::nullopt;
  return std::string(payload);
}

}  // namespace lifecycled
