#include "base/ip_address.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

namespace {

IpAddress address(std::string_view text) { return IpAddress::parse(text).value(); }

}  // namespace

TEST_CASE("addresses are read and written in their usual form") {
  CHECK(address("192.0.2.1").to_text() == "192.0.2.1");
  CHECK(address("2001:DB8:0:0::1").to_text() == "2001:db8::1");
  CHECK(address("::ffff:192.0.2.1") == address("192.0.2.1"));
  CHECK(address("::ffff:192.0.2.1").to_text() == "192.0.2.1");
  CHECK(address("127.8.0.1").is_loopback());
  CHECK(address("::1").is_loopback());
  CHECK_FALSE(address("128.0.0.1").is_loopback());
  CHECK_FALSE(address("::2").is_loopback());
  for (const std::string_view wrong :
       {"", "192.0.2", "192.0.2.256", "192.0.2.1:80", "[::1]", "fe80::1%eth0", "localhost", "1",
        "010.0.0.1.1", "::ffff:192.0.2.1:::::::::::::::::::::::::::::::::::::::::::::::", " 192.0.2.1"}) {
    CHECK_MESSAGE(!IpAddress::parse(wrong), wrong);
  }
  CHECK_FALSE(IpAddress::parse(std::string_view("::1\0x", 5)));
}

TEST_CASE("a line is an IPv4 address or an IPv6 /64, and logs see less") {
  CHECK(address("192.0.2.77").line() == address("192.0.2.77"));
  CHECK(address("2001:db8:1:2:3:4:5:6").line().to_text() == "2001:db8:1:2::");
  CHECK(address("192.0.2.77").masked() == "192.0.2.0/24");
  CHECK(address("2001:db8:1:2:3:4:5:6").masked() == "2001:db8:1::/48");
}

TEST_CASE("ranges hold the addresses of their prefix, of their own family") {
  const auto holds = [](std::string_view range, std::string_view inside) {
    return IpRange::parse(range).value().contains(address(inside));
  };
  CHECK(holds("10.0.0.0/8", "10.255.0.1"));
  CHECK_FALSE(holds("10.0.0.0/8", "11.0.0.1"));
  CHECK(holds("192.0.2.128/25", "192.0.2.200"));
  CHECK_FALSE(holds("192.0.2.128/25", "192.0.2.100"));
  CHECK(holds("127.0.0.1", "127.0.0.1"));
  CHECK_FALSE(holds("127.0.0.1", "127.0.0.2"));
  CHECK(holds("2001:db8::/32", "2001:db8:ffff::1"));
  CHECK_FALSE(holds("2001:db8::/32", "2001:db9::1"));
  CHECK(holds("0.0.0.0/0", "203.0.113.9"));
  CHECK_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
  CHECK_FALSE(holds("::/0", "203.0.113.9"));
  CHECK(holds("10.0.0.0/8", "::ffff:10.1.2.3"));
  CHECK(IpRange::parse("::1")->to_text() == "::1/128");
  for (const std::string_view wrong : {"", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.1.0.0/8", "::/129",
                                       "10.0.0.0/8x", "localhost", "10.0.0.0/ 8"}) {
    CHECK_MESSAGE(!IpRange::parse(wrong), wrong);
  }
}
