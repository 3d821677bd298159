#include "base/ip_address.hpp"

#include <algorithm>
#include <charconv>

#include <arpa/inet.h>
#include <fmt/format.h>

namespace lifecycled {
namespace {

constexpr IpAddress::Bytes v4_start{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr std::size_t v4_offset = 12;
constexpr unsigned v4_bits = 32, v6_bits = 128;

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.size() >= INET6_ADDRSTRLEN || text.find('\0') != text.npos) return std::nullopt;
  const std::string terminated(text);
  IpAddress address;
  if (::inet_pton(AF_INET6, terminated.c_str(), address.bytes_.data()) == 1) return address;
  address.bytes_ = v4_start;
  if (::inet_pton(AF_INET, terminated.c_str(), address.bytes_.data() + v4_offset) == 1) return address;
  return std::nullopt;
}

bool IpAddress::is_v4() const {
  return std::equal(bytes_.begin(), bytes_.begin() + v4_offset, v4_start.begin());
}

bool IpAddress::is_loopback() const {
  static constexpr Bytes v6_loopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  return is_v4() ? bytes_[v4_offset] == 127 : bytes_ == v6_loopback;
}

IpAddress IpAddress::prefix(unsigned bits) const {
  const unsigned kept = is_v4() ? std::min(bits, v4_bits) + (v6_bits - v4_bits) : std::min(bits, v6_bits);
  IpAddress out = *this;
  for (unsigned i = 0; i < out.bytes_.size(); ++i) {
    const unsigned begin = i * 8;
    if (begin >= kept) out.bytes_[i] = 0;
    if (begin < kept && kept < begin + 8)
      out.bytes_[i] &= static_cast<unsigned char>(0xFF << (begin + 8 - kept));
  }
  return out;
}

std::string IpAddress::to_text() const {
  char text[INET6_ADDRSTRLEN]{};
  if (is_v4()) {
    ::inet_ntop(AF_INET, bytes_.data() + v4_offset, text, sizeof text);
  } else {
    ::inet_ntop(AF_INET6, bytes_.data(), text, sizeof text);
  }
  return text;
}

std::string IpAddress::masked() const {
  const unsigned bits = is_v4() ? 24 : 48;
  return fmt::format("{}/{}", prefix(bits).to_text(), bits);
}

std::optional<IpRange> IpRange::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto first = IpAddress::parse(text.substr(0, slash));
  if (!first) return std::nullopt;
  const unsigned most = first->is_v4() ? v4_bits : v6_bits;
  IpRange range;
  range.first_ = *first;
  range.bits_ = most;
  if (slash == text.npos) return range;
  const std::string_view digits = text.substr(slash + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), range.bits_);
  if (error != std::errc{} || end != digits.data() + digits.size() || range.bits_ > most) return std::nullopt;
  if (first->prefix(range.bits_) != *first) return std::nullopt;
  return range;
}

std::string IpRange::to_text() const { return fmt::format("{}/{}", first_.to_text(), bits_); }

}  // namespace lifecycled
