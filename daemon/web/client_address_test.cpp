#include "web/client_address.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

namespace {

const std::vector<IpRange> ours{*IpRange::parse("127.0.0.1"), *IpRange::parse("10.0.0.0/8")};

using Headers = std::vector<std::pair<std::string_view, std::string_view>>;

// "203.0.113.9", or "203.0.113.9 https".
std::string seen(const Headers& headers, std::string_view peer = "127.0.0.1") {
  Request request;
  for (const auto& [name, value] : headers) request.add_header(name, value);
  const ClientAddress client = client_address({IpAddress::parse(peer).value(), false, false}, ours, request);
  return client.address.to_text() + (client.is_https ? " https" : "");
}

}  // namespace

TEST_CASE("without a proxy it is the other end of the connection, whatever it says") {
  CHECK(seen({}, "203.0.113.9") == "203.0.113.9");
  CHECK(seen({{"X-Forwarded-For", "198.51.100.1"}, {"X-Forwarded-Proto", "https"}}, "203.0.113.9") ==
        "203.0.113.9");
  CHECK(seen({{"Forwarded", "for=198.51.100.1;proto=https"}}, "203.0.113.9") == "203.0.113.9");
  Request request;
  CHECK(client_address({*IpAddress::parse("203.0.113.9"), false, true}, {}, request).is_https);
}

TEST_CASE("through our proxies it is the rightmost address that is not ours") {
  CHECK(seen({{"X-Forwarded-For", "203.0.113.9"}}) == "203.0.113.9");
  CHECK(seen({{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-Proto", "https"}}) == "203.0.113.9 https");
  CHECK(seen({{"x-forwarded-for", "203.0.113.9, 10.1.2.3"}}) == "203.0.113.9");
  // The client wrote the first one itself.
  CHECK(seen({{"X-Forwarded-For", "127.0.0.1, 203.0.113.9"}}) == "203.0.113.9");
  CHECK(seen({{"X-Forwarded-For", "198.51.100.1"}, {"X-Forwarded-For", "203.0.113.9"}}) == "203.0.113.9");
  CHECK(seen({{"X-Forwarded-For", "2001:db8::7"}}) == "2001:db8::7");
  CHECK(seen({{"X-Forwarded-For", "203.0.113.9:4711"}}) == "203.0.113.9");
  CHECK(seen({{"X-Forwarded-For", "[2001:db8::7]:4711"}}) == "2001:db8::7");
  // Only ours: a request of the proxies' own.
  CHECK(seen({{"X-Forwarded-For", "10.0.0.7, 10.0.0.8"}}) == "10.0.0.7");
  CHECK(seen({}) == "127.0.0.1");
}

TEST_CASE("an address that cannot be read ends the trust") {
  CHECK(seen({{"X-Forwarded-For", "nonsense"}}) == "127.0.0.1");
  CHECK(seen({{"X-Forwarded-For", "203.0.113.9, unknown, 10.0.0.7"}}) == "10.0.0.7");
  CHECK(seen({{"X-Forwarded-For", ","}}) == "127.0.0.1");
  CHECK(seen({{"Forwarded", "for=_hidden"}}) == "127.0.0.1");
}

TEST_CASE("RFC 7239's header is read too") {
  CHECK(seen({{"Forwarded", "For=203.0.113.9;Proto=HTTPS;by=10.0.0.1"}}) == "203.0.113.9 https");
  CHECK(seen({{"Forwarded", "for=\"[2001:db8::17]:4711\""}}) == "2001:db8::17");
  CHECK(seen({{"Forwarded", "for=198.51.100.1, for=203.0.113.9;proto=https, for=10.2.2.2"}}) ==
        "203.0.113.9 https");
  CHECK(seen({{"Forwarded", "for=\"198.51.100.1, for=10.0.0.9"}}) == "10.0.0.9");
}

TEST_CASE("two headers that contradict each other: one was written by the client, and neither is believed") {
  const Headers both{{"Forwarded", "for=203.0.113.9"}, {"X-Forwarded-For", "198.51.100.1"}};
  CHECK(seen(both) == "127.0.0.1");
  CHECK(seen({{"Forwarded", "for=203.0.113.9;proto=https"}, {"X-Forwarded-For", "203.0.113.9"}}) ==
        "203.0.113.9 https");
}

TEST_CASE("each hop has its own scheme where each is told") {
  CHECK(seen({{"X-Forwarded-For", "203.0.113.9, 10.1.1.1"}, {"X-Forwarded-Proto", "https, http"}}) ==
        "203.0.113.9 https");
  CHECK(seen({{"X-Forwarded-For", "203.0.113.9, 10.1.1.1"}, {"X-Forwarded-Proto", "https"}}) ==
        "203.0.113.9 https");
  CHECK(seen({{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-Proto", ""}}) == "203.0.113.9");
}

TEST_CASE("who comes by a Unix socket is a proxy of this machine") {
  Request request;
  request.add_header("X-Forwarded-For", "203.0.113.9");
  CHECK(client_address({IpAddress(), true, false}, {}, request).address.to_text() == "203.0.113.9");
}
