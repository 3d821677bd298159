#include "answers.hpp"

#include <doctest/doctest.h>

using namespace webpush;
using lifecycled::plugin::HttpResponse;

namespace {

struct Judged {
  lc_outcome outcome;
  int32_t scope;
  uint32_t retry_after_ms;
  std::string pace_key;
};

Judged judged(int status, const std::string& body = "", bool has_accepted = false,
              uint32_t retry_after_ms = 0) {
  const char* const none[] = {nullptr};
  lc_http_response fields{};
  fields.struct_size = sizeof fields;
  fields.status = status;
  fields.headers = none;
  fields.body = body.data();
  fields.body_size = body.size();
  fields.retry_after_ms = retry_after_ms;
  fields.error = status > 0 ? "" : "why";
  const HttpResponse response(fields);
  const std::string why = why_of(response, "https://push.example/secret-path"), host = "push.example";
  const auto result = result_of(response, has_accepted, why, host);
  return {result.outcome, result.scope, result.retry_after_ms, result.pace_key};
}

std::string why(const std::string& body) {
  const char* const none[] = {nullptr};
  lc_http_response fields{};
  fields.struct_size = sizeof fields;
  fields.status = 400;
  fields.headers = none;
  fields.body = body.data();
  fields.body_size = body.size();
  fields.error = "";
  return why_of(HttpResponse(fields), "https://push.example/secret-path");
}

}  // namespace

TEST_CASE("a subscription that is gone is dropped") {
  CHECK(judged(404).outcome == LC_INVALID_ADDRESS);
  CHECK(judged(410).outcome == LC_INVALID_ADDRESS);
}

TEST_CASE("a busy service pauses alone, for as long as it says") {
  const Judged busy = judged(429, "", false, 37'000);
  CHECK(busy.outcome == LC_RATE_LIMITED);
  CHECK(busy.retry_after_ms == 37'000);
  CHECK(busy.scope == LC_SCOPE_DESTINATION);
  CHECK(busy.pace_key == "push.example");
  CHECK(judged(503).outcome == LC_TRANSIENT);
  CHECK(judged(500).scope == LC_SCOPE_DESTINATION);
}

TEST_CASE("an answer that was lost is in doubt, what never left is not") {
  CHECK(judged(LC_HTTP_ANSWER_LOST).outcome == LC_IN_DOUBT);
  CHECK(judged(504).outcome == LC_IN_DOUBT);
  CHECK(judged(LC_HTTP_NOT_SENT).outcome == LC_TRANSIENT);
}

TEST_CASE("one subscription cannot stop the channel") {
  // Made with another key: FCM, Mozilla, Apple.
  for (const char* body :
       {"the VAPID credentials in the authorization header do not correspond to the credentials "
        "used to create the subscriptions.",
        R"({"code":401,"errno":109,"message":"VAPID public key mismatch"})",
        R"({"reason":"VapidPkHashMismatch"})"}) {
    CHECK(judged(403, body).outcome == LC_REJECTED);
    CHECK(judged(401, body).outcome == LC_REJECTED);
  }
  CHECK(judged(401, "bad token", true).outcome == LC_TRANSIENT);
  CHECK(judged(401, "bad token", true).scope == LC_SCOPE_MESSAGE);
  CHECK(judged(401, "bad token").outcome == LC_CHANNEL_DOWN);
  CHECK(judged(307).outcome == LC_REJECTED);
}

TEST_CASE("other refusals are this message's own") {
  for (const int status : {400, 402, 405, 413}) CHECK(judged(status).outcome == LC_REJECTED);
  for (const int status : {200, 201, 202, 204}) CHECK(judged(status).outcome == LC_ACCEPTED);
}

TEST_CASE("the operator hears what the service says, but not the address") {
  CHECK(why("too\nlong") == "the push service answered 400: too long");
  CHECK(why("no such thing as secret-path") == "the push service answered 400");
  CHECK(why(std::string(5000, 'x')).size() < 300);
}
