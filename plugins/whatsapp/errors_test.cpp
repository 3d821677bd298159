#include "errors.hpp"

#include <string>

#include <doctest/doctest.h>

#include "lifecycled/ext/report.h"

using namespace whatsapp;

namespace {
lc_outcome outcome(std::int64_t code) {
  const ErrorMeaning* meaning = meaning_of(code);
  return meaning == nullptr ? 0 : meaning->outcome;
}
}  // namespace

TEST_CASE("each code has its outcome") {
  for (const int code : {4, 80007, 130429, 131048}) CHECK_MESSAGE(outcome(code) == LC_RATE_LIMITED, code);
  for (const int code : {0, 3, 10, 33, 190, 200, 299, 368, 131005, 131031, 131042, 133010})
    CHECK_MESSAGE(outcome(code) == LC_CHANNEL_DOWN, code);
  for (const int code : {100, 130497, 131008, 131030, 131047, 131050, 132000, 132001, 132012, 132016})
    CHECK_MESSAGE(outcome(code) == LC_REJECTED, code);
  for (const int code : {1, 2, 131000, 131016, 131056, 132015, 133004})
    CHECK_MESSAGE(outcome(code) == LC_TRANSIENT, code);
  CHECK(outcome(131026) == LC_INVALID_ADDRESS);
  CHECK(meaning_of(424242) == nullptr);
  CHECK(meaning_of(-1) == nullptr);
}

TEST_CASE("what concerns the channel says so, what concerns one person does not") {
  for (const int code : {2, 190, 80007, 130429, 131042}) CHECK(meaning_of(code)->scope == LC_SCOPE_CHANNEL);
  for (const int code : {131026, 131047, 131049, 131056, 132001})
    CHECK(meaning_of(code)->scope == LC_SCOPE_MESSAGE);
}

TEST_CASE("not now for this person is tried again a day later, and called so") {
  for (const int code : {130472, 131049}) {
    CHECK(outcome(code) == LC_TRANSIENT);
    CHECK(meaning_of(code)->retry_after_ms == 86'400'000);
    CHECK(std::string(meaning_of(code)->name) == "not now for this person");
  }
  CHECK(std::string(meaning_of(131047)->name) == "window closed");
}

TEST_CASE("of what was given up later, only a number without WhatsApp is suppressed") {
  CHECK(report_of_failure(131026) == LC_REPORT_BOUNCED_HARD);
  for (const int code : {0, 131047, 131050, 131053, 424242})
    CHECK(report_of_failure(code) == LC_REPORT_FAILED);
}
