// Internet addresses and ranges of them. An IPv4 address and its form within IPv6 (::ffff:192.0.2.1) are the
// same one. Plain values; anyone, any thread.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lifecycled {

class IpAddress {
 public:
  using Bytes = std::array<unsigned char, 16>;

  IpAddress() = default;  // "::", nobody's
  // "192.0.2.1", "2001:db8::1"; without port, brackets or zone.
  static std::optional<IpAddress> parse(std::string_view text);

  bool is_v4() const;
  bool is_loopback() const;
  // The first `bits` of it, the rest zero: of 32 for IPv4, else of 128.
  IpAddress prefix(unsigned bits) const;
  // Whom a provider gave one line or machine: an IPv4 address, or the /64 of an IPv6 one.
  IpAddress line() const { return is_v4() ? *this : prefix(64); }

  std::string to_text() const;
  // What may stand in a log: "192.0.2.0/24", "2001:db8::/48".
  std::string masked() const;
  const Bytes& bytes() const { return bytes_; }

  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  Bytes bytes_{};  // IPv4 as ::ffff:a.b.c.d
};

class IpRange {
 public:
  // "10.0.0.0/8", "2001:db8::/32", or one address. Bits beyond the prefix must be zero: "10.1.0.0/8" is a
  // mistake of somebody who meant something else.
  static std::optional<IpRange> parse(std::string_view text);
  bool contains(const IpAddress& address) const {
    return address.is_v4() == first_.is_v4() && address.prefix(bits_) == first_;
  }
  std::string to_text() const;

 private:
  IpAddress first_;
  unsigned bits_ = 0;
};

}  // namespace lifecycled
