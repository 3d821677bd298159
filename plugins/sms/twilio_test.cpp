#include "twilio.hpp"

#include <doctest/doctest.h>

#include "form.hpp"
#include "signing.hpp"
#include "support/hmac.hpp"
#include "testing.hpp"

using namespace sms;
using namespace sms::testing;

namespace {

TwilioSettings settings() {
  TwilioSettings out;
  out.base_url = "https://api.twilio.com";
  out.account_sid = "AC" + std::string(32, '0');
  out.auth_token = "token";
  out.callback_url = "https://shop.example/webhooks/sms";
  out.validity_seconds = 14400;
  return out;
}
const Twilio twilio(settings());

std::string error(int code, const std::string& message = "No") {
  return R"({"code": )" + std::to_string(code) + R"(, "message": ")" + message + R"(", "status": 400})";
}
lc_outcome outcome(int status, int code) { return judged(twilio, status, error(code)).outcome; }

Received hear(const Fields& body, const std::string& path = "", const std::string& query = "") {
  Sent sent{"POST", path, query, form_of(body)};
  sent.headers = {{"x-twilio-signature", twilio_signature("token", sent.url(), body)}};
  return received(twilio, sent);
}

Fields status(const std::string& word, const std::string& code = "") {
  Fields body{{"MessageSid", "SM1"}, {"MessageStatus", word}, {"To", "+31612345678"}, {"From", "Test Shop"}};
  if (!code.empty()) body.emplace_back("ErrorCode", code);
  return body;
}

int32_t kind(const std::string& word, const std::string& code = "") {
  const Received heard = hear(status(word, code), "/status", "key=key-1");
  return heard.reports.empty() ? 0 : heard.reports.front().kind;
}

}  // namespace

TEST_CASE("a message is told to Twilio field by field") {
  const auto request = twilio.request(outgoing());
  CHECK(request.method == "POST");
  CHECK(request.url ==
        "https://api.twilio.com/2010-04-01/Accounts/AC" + std::string(32, '0') + "/Messages.json");
  CHECK(header_of(request, "Authorization") ==
        "Basic " + plugin_support::to_base64("AC" + std::string(32, '0') + ":token"));
  CHECK(header_of(request, "Content-Type") == "application/x-www-form-urlencoded");
  CHECK(read_form(request.body) ==
        Fields{{"To", "+31612345678"},
               {"From", "Test Shop"},
               {"Body", "Your parcel is here"},
               {"ValidityPeriod", "14400"},
               {"StatusCallback", "https://shop.example/webhooks/sms/status?key=key-1"}});
}

TEST_CASE("a messaging service chooses the sender where a message has none; a key signs in for the token") {
  TwilioSettings other = settings();
  other.messaging_service = "MG" + std::string(32, '1');
  other.api_key = "SK" + std::string(32, '2');
  other.api_key_secret = "secret";
  other.callback_url.clear();
  Outgoing message = outgoing();
  message.from.clear();
  const auto request = Twilio(other).request(message);
  CHECK(header_of(request, "Authorization") ==
        "Basic " + plugin_support::to_base64(other.api_key + ":secret"));
  CHECK(read_form(request.body) == Fields{{"To", "+31612345678"},
                                          {"MessagingServiceSid", other.messaging_service},
                                          {"Body", "Your parcel is here"},
                                          {"ValidityPeriod", "14400"}});
  CHECK(Twilio(other).missing(message).empty());
  CHECK(twilio.missing(message) == "the channel has neither a sender nor a messaging_service");
  CHECK(twilio.missing(outgoing()).empty());
}

TEST_CASE("what Twilio took has its id; an answer without one is in doubt") {
  const Judgement good = judged(twilio, 201, R"({"sid": "SM1", "status": "queued"})");
  CHECK(good.outcome == LC_ACCEPTED);
  CHECK(good.provider_message_id == "SM1");
  CHECK(judged(twilio, 201, "{}").outcome == LC_IN_DOUBT);
  CHECK(judged(twilio, 200, "<html>").outcome == LC_IN_DOUBT);
  CHECK(judged(twilio, LC_HTTP_ANSWER_LOST, "").outcome == LC_IN_DOUBT);
  CHECK(judged(twilio, 504, "").outcome == LC_IN_DOUBT);
  CHECK(judged(twilio, LC_HTTP_NOT_SENT, "").outcome == LC_TRANSIENT);
  CHECK(judged(twilio, 500, "").outcome == LC_TRANSIENT);
}

TEST_CASE("Twilio's codes say whom a refusal is about") {
  for (const int code : {21211, 21614}) CHECK(outcome(400, code) == LC_INVALID_ADDRESS);
  for (const int code : {21408, 21608, 21612, 21617, 99999}) CHECK(outcome(400, code) == LC_REJECTED);
  for (const int code : {21606, 21659, 21703, 30002, 63038}) CHECK(outcome(400, code) == LC_CHANNEL_DOWN);
  for (const int code : {21611, 30001}) CHECK(outcome(400, code) == LC_RATE_LIMITED);
  CHECK(outcome(401, 20003) == LC_CHANNEL_DOWN);
  CHECK(outcome(404, 20404) == LC_CHANNEL_DOWN);
  const Judgement busy = judged(twilio, 429, error(20429), outgoing(), 7000);
  CHECK(busy.outcome == LC_RATE_LIMITED);
  CHECK(busy.scope == LC_SCOPE_CHANNEL);
  CHECK(busy.retry_after_ms == 7000);
  Outgoing abroad = outgoing();
  abroad.has_usual_sender = false;
  CHECK(judged(twilio, 400, error(21606), abroad).outcome == LC_REJECTED);
}

TEST_CASE("the number stands in no log") {
  CHECK(judged(twilio, 400, error(21614, "To: +31612345678 or 31612345678 is no mobile number")).detail ==
        "Twilio's error 21614: To: (it) or (it) is no mobile number");
}

TEST_CASE("somebody who told Twilio to stop has told us") {
  const Judgement refused = judged(twilio, 400, error(21610));
  CHECK(refused.outcome == LC_REJECTED);
  REQUIRE(refused.reports.size() == 1);
  CHECK(refused.reports[0].kind == LC_REPORT_UNSUBSCRIBED);
  CHECK(refused.reports[0].address == "+31612345678");
  CHECK(refused.reports[0].event_id == "refused:key-1");
}

TEST_CASE("a status is reported with our key, so that a lost answer is found again") {
  const Received heard = hear(status("delivered"), "/status", "key=key-1");
  CHECK(heard.reply.status == 200);
  REQUIRE(heard.reports.size() == 1);
  CHECK(heard.reports[0].kind == LC_REPORT_DELIVERED);
  CHECK(heard.reports[0].provider_message_id == "SM1");
  CHECK(heard.reports[0].idempotency_key == "key-1");
  CHECK(heard.reports[0].event_id == "SM1:delivered");
}

TEST_CASE("each status means one thing") {
  for (const char* word : {"accepted", "scheduled", "queued", "sending", "receiving", "odd"})
    CHECK(kind(word) == 0);
  CHECK(kind("sent") == LC_REPORT_SENT);
  CHECK(kind("read") == LC_REPORT_READ);
  CHECK(kind("undelivered", "30005") == LC_REPORT_BOUNCED_HARD);
  CHECK(kind("undelivered", "30006") == LC_REPORT_BOUNCED_HARD);
  CHECK(kind("undelivered", "30003") == LC_REPORT_BOUNCED_SOFT);
  CHECK(kind("undelivered", "30008") == LC_REPORT_BOUNCED_SOFT);
  CHECK(kind("undelivered", "30007") == LC_REPORT_FAILED);
  CHECK(kind("failed") == LC_REPORT_FAILED);
  CHECK(kind("failed", "99999999999999999999") == LC_REPORT_FAILED);
  const Received stopped = hear(status("failed", "21610"), "/status", "key=key-1");
  REQUIRE(stopped.reports.size() == 2);
  CHECK(stopped.reports[0].code == "21610");
  CHECK(stopped.reports[1].kind == LC_REPORT_UNSUBSCRIBED);
  CHECK(stopped.reports[1].address == "+31612345678");
}

TEST_CASE("a reply is told as it is, and answered with nothing") {
  const Received heard =
      hear({{"MessageSid", "SM2"}, {"From", "+31612345678"}, {"To", "+1555"}, {"Body", "Stop é"}});
  CHECK(heard.reply.status == 200);
  CHECK(heard.reply.content_type == "text/xml");
  CHECK(heard.reply.body == "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>");
  REQUIRE(heard.reports.size() == 1);
  CHECK(heard.reports[0].kind == LC_REPORT_REPLIED);
  CHECK(heard.reports[0].address == "+31612345678");
  CHECK(heard.reports[0].event_id == "SM2");
  CHECK(heard.reports[0].text == "Stop é");
}

TEST_CASE("what Advanced Opt-Out has understood and answered is taken as it says") {
  const auto kind_of = [](const char* wish) {
    return hear({{"MessageSid", "SM3"}, {"From", "+31612345678"}, {"Body", "x"}, {"OptOutType", wish}})
        .reports.at(0)
        .kind;
  };
  CHECK(kind_of("STOP") == LC_REPORT_UNSUBSCRIBED);
  CHECK(kind_of("START") == LC_REPORT_RESUBSCRIBED);
  CHECK(kind_of("HELP") == LC_REPORT_REPLIED);
}

TEST_CASE("what Twilio did not sign is refused and reported to nobody") {
  const Fields body = status("delivered");
  const std::string good =
      twilio_signature("token", "https://shop.example/webhooks/sms/status?key=key-1", body);
  const auto answer = [&](Sent sent) {
    const Received heard = received(twilio, sent);
    CHECK(heard.reports.empty());
    return heard.reply.status;
  };
  const Sent sent{"POST", "/status", "key=key-1", form_of(body), {{"x-twilio-signature", good}}};
  CHECK(received(twilio, sent).reply.status == 200);
  Sent forged = sent;
  forged.query = "key=key-2";
  CHECK(answer(forged) == 401);
  forged = sent;
  forged.headers.clear();
  CHECK(answer(forged) == 401);
  forged = sent;
  forged.body = form_of(status("failed"));
  CHECK(answer(forged) == 401);
  forged = sent;
  forged.method = "GET";
  CHECK(answer(forged) == 405);
}
