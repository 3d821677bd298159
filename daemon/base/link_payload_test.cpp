#include "base/link_payload.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("what a link carries is read back as it was written") {
  const UnsubscribeLink unsubscribe{42, 9001, "email"};
  CHECK(to_payload(unsubscribe) == "42.9001.email");
  CHECK(unsubscribe_link("42.9001.email") == unsubscribe);
  const RatingLink rating{42, 9001, "A.7/2026"};
  CHECK(to_payload(rating) == "42.9001.A.7/2026");
  CHECK(rating_link("42.9001.A.7/2026") == rating);
  CHECK(rating_link("42.0.") == RatingLink{42, 0, ""});
  CHECK(to_payload(ViewLink{42, 9001}) == "42.9001.");
  CHECK(view_link("42.9001.") == ViewLink{42, 9001});
}

TEST_CASE("another form is no link") {
  for (const char* text :
       {"", ".", "..", "42", "42.1", "42.1.", "x.1.email", "42.x.email", "-1.1.email", "0.1.email",
        "042.1.email", "42.+1.email", " 42.1.email", "99999999999999999999.1.email"}) {
    CAPTURE(text);
    CHECK_FALSE(unsubscribe_link(text));
  }
  CHECK_FALSE(rating_link("42."));
  for (const char* text : {"42.0.", "42.1", "42.1.x"}) CHECK_FALSE(view_link(text));
}
