#include "relays.hpp"

#include <doctest/doctest.h>

#include "alignment.hpp"

using namespace email;

TEST_CASE("the first relay is used until it fails, and again after a while") {
  Relays relays(3);
  Relays::Clock::time_point now{};
  now += std::chrono::hours(1);
  CHECK(relays.choose({}, now) == 0);
  relays.rest(0, now);
  CHECK(relays.choose({}, now) == 1);
  CHECK(relays.choose({1}, now) == 2);
  relays.rest(1, now);
  relays.rest(2, now);
  CHECK(relays.choose({}, now) == 0);  // all rest: then the first all the same
  CHECK(relays.choose({0}, now) == 1);
  CHECK(!relays.choose({0, 1, 2}, now));
  relays.works(2);
  CHECK(relays.choose({}, now) == 2);
  CHECK(relays.choose({}, now + std::chrono::seconds(31)) == 0);
}

TEST_CASE("domains that belong together") {
  for (const auto& [one, other] : {std::pair{"example.org", "example.org"},
                                   {"news.example.org", "Example.org"},
                                   {"example.org", "a.b.example.org"},
                                   {"a.example.org", "b.example.org"},
                                   {"a.example.co.uk", "b.example.co.uk"},
                                   {"localhost", "localhost"}}) {
    CAPTURE(one);
    CHECK(is_aligned(one, other));
  }
  for (const auto& [one, other] : {std::pair{"example.org", "example.net"},
                                   {"example.org", "badexample.org"},
                                   {"a.co.uk", "b.co.uk"},
                                   {"example.org", "org"},
                                   {"", "example.org"}}) {
    CAPTURE(one);
    CAPTURE(other);
    CHECK(is_aligned(one, other) == (std::string_view(other) == "org"));
  }
}
