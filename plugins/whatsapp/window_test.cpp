#include "window.hpp"

#include <doctest/doctest.h>

using namespace whatsapp;

namespace {
constexpr std::int64_t noon = 1'796'041'800'000, hour = 3'600'000;
}

TEST_CASE("the window is open for a day after the customer wrote") {
  CHECK(is_window_open(noon, noon));
  CHECK(is_window_open(noon - 23 * hour, noon));
  CHECK(is_window_open(noon - 24 * hour + 60'001, noon));
  CHECK_FALSE(is_window_open(noon - 24 * hour + 60'000, noon));
  CHECK_FALSE(is_window_open(noon - 25 * hour, noon));
  CHECK_FALSE(is_window_open(0, noon));
}

TEST_CASE("a closed window says since when, and what to do") {
  CHECK(window_closed(noon - 30 * hour, noon) ==
        "window closed: the customer last wrote 30 hours ago, and WhatsApp takes free text for 24 hours "
        "only; give "
        "the message a template");
  CHECK(window_closed(0, noon) ==
        "window closed: the customer never wrote on this channel, and WhatsApp takes free text for 24 hours "
        "only; "
        "give the message a template");
}
