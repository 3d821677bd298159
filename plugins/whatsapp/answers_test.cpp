#include "answers.hpp"

#include <doctest/doctest.h>

#include "support/testing.hpp"

using namespace plugin_support;
using whatsapp::judged;

namespace {

Judgement judge(int status, const std::string& body, uint32_t retry_after_ms = 0) {
  const testing::Answer answer(status, body, retry_after_ms);
  return judged(answer.response(), "+31612345678", "key-1");
}

std::string error(int code, const std::string& details = "No", int subcode = 0) {
  return R"({"error": {"message": "An error", "type": "OAuthException", "code": )" + std::to_string(code) +
         R"(, "error_subcode": )" + std::to_string(subcode) + R"(, "error_data": {"details": ")" + details +
         R"("}, "fbtrace_id": "x"}})";
}

}  // namespace

TEST_CASE("what WhatsApp took has its id; an answer without one is in doubt") {
  const Judgement good = judge(200, R"({"messaging_product": "whatsapp", "messages": [{"id": "wamid.1"}]})");
  CHECK(good.outcome == LC_ACCEPTED);
  CHECK(good.provider_message_id == "wamid.1");
  CHECK(judge(200, R"({"messages": [{"id": "wamid.2", "message_status": "held_for_quality_assessment"}]})")
            .detail == "WhatsApp holds it back to look at the template's quality");
  for (const char* body :
       {"{}", "<html>", R"({"messages": []})", R"({"messages": [{}]})", R"({"messages": [3]})"})
    CHECK_MESSAGE(judge(200, body).outcome == LC_IN_DOUBT, body);
}

TEST_CASE("a lost answer is in doubt, never failed") {
  CHECK(judge(LC_HTTP_ANSWER_LOST, "").outcome == LC_IN_DOUBT);
  CHECK(judge(504, "").outcome == LC_IN_DOUBT);
  CHECK(judge(504, error(131026)).outcome == LC_IN_DOUBT);
  CHECK(judge(LC_HTTP_NOT_SENT, "").outcome == LC_TRANSIENT);
}

TEST_CASE("the code says more than the status") {
  CHECK(judge(400, error(131026)).outcome == LC_INVALID_ADDRESS);
  CHECK(judge(500, error(131000)).outcome == LC_TRANSIENT);
  CHECK(judge(401, error(190)).outcome == LC_CHANNEL_DOWN);
  CHECK(judge(400, error(131049)).retry_after_ms == 86'400'000);
  const Judgement busy = judge(400, error(130429), 7000);
  CHECK(busy.outcome == LC_RATE_LIMITED);
  CHECK(busy.scope == LC_SCOPE_CHANNEL);
  CHECK(busy.retry_after_ms == 7000);
  const Judgement closed = judge(400, error(131047, "More than 24 hours have passed"));
  CHECK(closed.outcome == LC_REJECTED);
  CHECK(closed.detail == "WhatsApp's error 131047 (window closed): More than 24 hours have passed");
}

TEST_CASE("without a code the status says what there is to know") {
  CHECK(judge(400, "no").outcome == LC_REJECTED);
  CHECK(judge(400, error(424242)).outcome == LC_REJECTED);
  CHECK(judge(400, error(424242)).detail == "WhatsApp's error 424242: No");
  CHECK(judge(401, "").outcome == LC_CHANNEL_DOWN);
  CHECK(judge(404, "").outcome == LC_CHANNEL_DOWN);
  CHECK(judge(429, "").outcome == LC_RATE_LIMITED);
  CHECK(judge(503, "").outcome == LC_TRANSIENT);
}

TEST_CASE("a number's id that is none stops the channel, a bad parameter one message") {
  CHECK(judge(400, error(100, "Unsupported post request", 33)).outcome == LC_CHANNEL_DOWN);
  CHECK(judge(400, error(100, "Param text cannot be empty")).outcome == LC_REJECTED);
}

TEST_CASE("whoever stopped at WhatsApp has stopped here, and the number stands in no log") {
  const Judgement stopped = judge(400, error(131050, "User 31612345678 stopped"));
  CHECK(stopped.outcome == LC_REJECTED);
  CHECK(stopped.detail == "WhatsApp's error 131050 (stopped marketing at WhatsApp): User (it) stopped");
  REQUIRE(stopped.reports.size() == 1);
  CHECK(stopped.reports[0].kind == LC_REPORT_UNSUBSCRIBED);
  CHECK(stopped.reports[0].address == "+31612345678");
  CHECK(stopped.reports[0].event_id == "refused:key-1");
}
