#include "intake/write_keys.hpp"

#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t longest_authorization = 1024;

// What follows the scheme's name, or "" for another scheme. Schemes are written in any case (RFC 9110,
// section 11.1).
std::string_view credentials(std::string_view authorization, std::string_view scheme) {
  const auto blank = authorization.find(' ');
  if (blank == std::string_view::npos || lower_ascii(authorization.substr(0, blank)) != scheme) return {};
  return trimmed(authorization.substr(blank));
}

}  // namespace

WriteKeys::WriteKeys(const std::vector<WriteKey>& keys) {
  for (const WriteKey& key : keys) {
    if (key.key.empty()) continue;
    known_.push_back({sha256(key.key), key.rights});
    known_.back().rights.key = known_.size() - 1;
  }
}

std::vector<KeyRights> WriteKeys::rights() const {
  std::vector<KeyRights> out;
  for (const Known& known : known_) out.push_back(known.rights);
  return out;
}

std::optional<KeyRights> WriteKeys::accept(std::string_view authorization) const {
  if (authorization.size() > longest_authorization) return std::nullopt;
  std::string key(credentials(authorization, "bearer"));
  if (key.empty()) {
    const auto pair = from_base64(credentials(authorization, "basic"));
    if (!pair) return std::nullopt;
    key = pair->substr(0, pair->find(':'));
  }
  return accept_key(key);
}

std::optional<KeyRights> WriteKeys::accept_key(std::string_view key) const {
  if (key.empty() || key.size() > longest_authorization) return std::nullopt;
  const Digest given = sha256(key);
  std::optional<KeyRights> rights;
  for (const Known& known : known_) {
    if (equal_in_constant_time(bytes_of(given), bytes_of(known.hash))) rights = known.rights;
  }
  return rights;
}

bool WriteKeys::has_signed(std::string_view message, std::string_view signature) const {
  bool is_signed = false;
  for (const Known& known : known_) {
    // A key that stands in the shop's pages can be used by everybody.
    if (!known.rights.speaks_for_the_shop) continue;
    const Digest tag = hmac_sha256(to_hex(bytes_of(known.hash)), message);
    if (equal_in_constant_time(to_hex(bytes_of(tag)), signature)) is_signed = true;
  }
  return is_signed;
}

}  // namespace lifecycled
