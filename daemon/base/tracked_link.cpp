#include "base/tracked_link.hpp"

#include "base/crypto.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t target_bytes = 6;

// Takes a number off the front; only its shortest form counts, so that no link has two tokens.
std::optional<std::int64_t> take_delivery(std::string_view& bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < bytes.size() && i < 9; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    number |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if (byte & 0x80) continue;
    if (number == 0 || (byte == 0 && i > 0)) return std::nullopt;
    bytes.remove_prefix(i + 1);
    return static_cast<std::int64_t>(number);
  }
  return std::nullopt;
}

}  // namespace

TargetHash target_hash(std::string_view url) {
  const Digest digest = sha256(url);
  TargetHash hash = 0;
  for (std::size_t i = 0; i < target_bytes; ++i) hash = (hash << 8) | digest[i];
  return hash == 0 ? 1 : hash;
}

std::string open_payload(std::int64_t delivery) {
  std::string out;
  auto rest = static_cast<std::uint64_t>(delivery);
  for (; rest >= 0x80; rest >>= 7) out += static_cast<char>(0x80 | (rest & 0x7F));
  return out += static_cast<char>(rest);
}

std::string to_payload(const TrackedLink& link) {
  std::string out = open_payload(link.delivery);
  for (std::size_t i = target_bytes; i-- > 0;) out += static_cast<char>((link.target >> (8 * i)) & 0xFF);
  return out;
}

std::optional<TrackedLink> tracked_link(std::string_view payload) {
  const auto delivery = take_delivery(payload);
  if (!delivery || payload.size() != target_bytes) return std::nullopt;
  TargetHash target = 0;
  for (const char byte : payload) target = (target << 8) | static_cast<unsigned char>(byte);
  if (target == 0) return std::nullopt;
  return TrackedLink{*delivery, target};
}

std::optional<std::int64_t> opened_delivery(std::string_view payload) {
  const auto delivery = take_delivery(payload);
  return payload.empty() ? delivery : std::nullopt;
}

}  // namespace lifecycled
