#include "pages/user_proof.hpp"

#include <charconv>

#include <fmt/format.h>

namespace lifecycled {

bool is_vouched_for(const WriteKeys& keys, const std::string& user_id, const std::string& proof,
                    Instant now) {
  const auto dot = proof.find('.');
  if (dot == std::string::npos || dot > 12) return false;
  std::int64_t until = 0;
  const auto [end, error] = std::from_chars(proof.data(), proof.data() + dot, until);
  if (error != std::errc() || end != proof.data() + dot) return false;
  if (Milliseconds{until * 1000} <= Milliseconds{to_ms(now)}) return false;
  return keys.has_signed(fmt::format("lifecycled-push.{}.{}", until, user_id),
                         std::string_view(proof).substr(dot + 1));
}

}  // namespace lifecycled
