#include "support/judgement.hpp"

#include <doctest/doctest.h>

#include "support/testing.hpp"

using namespace plugin_support;
using namespace plugin_support::testing;

TEST_CASE("an answer is judged by its status, a lost one is in doubt") {
  const Judgement busy = usual_judgement(Answer(429, "", 7000).response());
  CHECK(busy.outcome == LC_RATE_LIMITED);
  CHECK(busy.scope == LC_SCOPE_CHANNEL);
  CHECK(busy.retry_after_ms == 7000);
  CHECK(busy.detail == "the provider answered 429");
  const Judgement lost = usual_judgement(Answer(LC_HTTP_ANSWER_LOST, "").response());
  CHECK(lost.outcome == LC_IN_DOUBT);
  CHECK(lost.detail == "the connection was cut");
}

TEST_CASE("what stops the channel concerns the channel") {
  CHECK(refused(LC_CHANNEL_DOWN, "no sender").scope == LC_SCOPE_CHANNEL);
  const Judgement one = refused(LC_REJECTED, "too long");
  CHECK(one.scope == LC_SCOPE_MESSAGE);
  CHECK(one.detail == "too long");
}

TEST_CASE("a provider's words are one short line without the number") {
  CHECK(quoted("No\nsuch") == "No such");
  CHECK(quoted(std::string(5000, 'x')).size() == 203);
  CHECK(without_number("To +31612345678 or 31612345678", "+31612345678") == "To (it) or (it)");
  CHECK(without_number("nobody", "") == "nobody");
}
