#include "plugin_host/address_guard.hpp"

#include <cstring>
#include <string>

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

using namespace lifecycled;

namespace {

// As it is asked when a connection is about to be made.
std::string use_of(const std::string& text) {
  sockaddr_storage storage{};
  auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
  if (::inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
  } else {
    std::memset(&storage, 0, sizeof storage);
    REQUIRE(::inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1);
    v6->sin6_family = AF_INET6;
  }
  const auto& address = reinterpret_cast<const sockaddr&>(storage);
  CHECK(address_text(address) == text);
  const std::string use(special_use(address));
  CHECK(use == special_use(text));  // the same literal in a URL
  return use;
}

}  // namespace

TEST_CASE("public addresses are public, up to their last neighbour") {
  for (const char* address :
       {"1.1.1.1",        "8.8.8.8",         "9.255.255.255",   "11.0.0.0",        "100.63.255.255",
        "100.128.0.0",    "126.255.255.255", "128.0.0.1",       "169.253.255.255", "169.255.0.0",
        "172.15.255.255", "172.32.0.0",      "192.0.1.0",       "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0",      "223.255.255.255", "2606:4700::1111", "2001:4860:4860::8888",
        "2a00:1450::1",   "2001:200::1",     "3ffe::1",         "::ffff:8.8.8.8",  "64:ff9b::808:808",
        "2002:808:808::1"}) {
    CAPTURE(address);
    CHECK(use_of(address) == "");
  }
}

TEST_CASE("what is not of the internet is named") {
  const std::pair<const char*, const char*> uses[] = {
      {"0.0.0.0", "\"this network\""},
      {"0.1.2.3", "\"this network\""},
      {"10.0.0.0", "private use"},
      {"10.255.255.255", "private use"},
      {"100.64.0.1", "shared address space"},
      {"100.127.255.255", "shared address space"},
      {"127.0.0.1", "loopback"},
      {"127.255.255.255", "loopback"},
      {"169.254.169.254", "link local"},
      {"172.16.0.1", "private use"},
      {"172.31.255.255", "private use"},
      {"192.0.0.1", "protocol assignments"},
      {"192.0.2.1", "documentation"},
      {"192.168.0.1", "private use"},
      {"198.18.0.1", "benchmarking"},
      {"198.19.255.255", "benchmarking"},
      {"198.51.100.7", "documentation"},
      {"203.0.113.7", "documentation"},
      {"224.0.0.1", "multicast"},
      {"239.255.255.255", "multicast"},
      {"240.0.0.1", "reserved"},
      {"255.255.255.255", "broadcast"},
      {"::", "unspecified"},
      {"::1", "loopback"},
      {"::2", "not in use on the internet"},
      {"fc00::1", "unique local"},
      {"fdff::1", "unique local"},
      {"fe80::1", "link local"},
      {"febf::1", "link local"},
      {"fec0::1", "site local"},
      {"ff02::1", "multicast"},
      {"2001::1", "Teredo"},
      {"2001:1ff::1", "protocol assignments"},
      {"2001:db8::1", "documentation"},
      {"3fff::1", "documentation"},
      {"3fff:fff::1", "documentation"},
      {"5f00::1", "not in use on the internet"},
      {"64:ff9b:1::1", "local NAT64"},
      {"::127.0.0.1", "not in use on the internet"},
      // Carriers of an IPv4 address.
      {"::ffff:127.0.0.1", "loopback"},
      {"::ffff:169.254.169.254", "link local"},
      {"64:ff9b::a00:1", "private use"},
      {"2002:7f00:1::1", "loopback"},
      {"2002:c0a8:1::1", "private use"},
  };
  for (const auto& [address, use] : uses) {
    CAPTURE(address);
    CHECK(use_of(address) == use);
  }
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  CHECK(special_use(reinterpret_cast<const sockaddr&>(local)) == "not of the internet");
}

TEST_CASE("hosts of URLs: names are not known yet, except those for loopback") {
  for (const char* host :
       {"example.org", "localhost.example.org", "10.example.org", "notlocalhost", "8.8.8.8"}) {
    CAPTURE(host);
    CHECK(special_use(std::string(host)) == "");
  }
  for (const char* host : {"localhost", "LOCALHOST", "localhost.", "api.localhost", "127.1", "0x7f000001",
                           "2130706433", "0177.0.0.1", "127.0.0.1.", "[::1]", "[::ffff:127.0.0.1]"}) {
    CAPTURE(host);
    CHECK(special_use(std::string(host)) == "loopback");
  }
  CHECK(special_use(std::string("[fe80::1%25eth0]")) == "link local");
}
