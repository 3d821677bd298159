#include "notices.hpp"

#include <doctest/doctest.h>

using namespace whatsapp;

namespace {

constexpr const char* our_number = "106540352242922";

std::string webhook(const std::string& field, const std::string& value) {
  return R"({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": ")" + field +
         R"(", "value": {"messaging_product": "whatsapp", "metadata": {"display_phone_number": "15550783881",
         "phone_number_id": "106540352242922"}, )" +
         value + "}}]}]}";
}

Notices read(const std::string& field, const std::string& value) {
  return read_notices(webhook(field, value), our_number);
}

Notices status(const std::string& word, const std::string& more = "") {
  return read("messages", R"("statuses": [{"id": "wamid.1", "status": ")" + word +
                              R"(", "timestamp": "1698266945", "recipient_id": "31612345678")" + more + "}]");
}

Notices failed(int code, const std::string& details = "") {
  return status("failed", R"(, "errors": [{"code": )" + std::to_string(code) +
                              R"(, "title": "Title", "error_data": {"details": ")" + details + R"("}}])");
}

Notices preference(const std::string& value, const std::string& category = "marketing_messages") {
  return read("user_preferences", R"("user_preferences": [{"wa_id": "31612345678", "detail": "User asked",
              "category": ")" + category +
                                      R"(", "value": ")" + value + R"(", "timestamp": 1731705721}])");
}

}  // namespace

TEST_CASE("a status is told with our key, and once for each word") {
  const Notices told = status("delivered", R"(, "biz_opaque_callback_data": "key-1")");
  REQUIRE(told.reports.size() == 1);
  CHECK(told.reports[0].kind == LC_REPORT_DELIVERED);
  CHECK(told.reports[0].provider_message_id == "wamid.1");
  CHECK(told.reports[0].idempotency_key == "key-1");
  CHECK(told.reports[0].event_id == "wamid.1:delivered");
  CHECK(told.reports[0].at_unix_ms == 1698266945000);
  CHECK(told.reports[0].address.empty());
}

TEST_CASE("each status means one thing") {
  CHECK(status("sent").reports.at(0).kind == LC_REPORT_SENT);
  CHECK(status("read").reports.at(0).kind == LC_REPORT_READ);
  CHECK(status("failed").reports.at(0).kind == LC_REPORT_FAILED);
  for (const char* word : {"played", "deleted", "odd", ""}) CHECK(status(word).reports.empty());
  CHECK(status("read", R"(, "recipient_type": "group")").reports.empty());
}

TEST_CASE("a failure has its code, its name and Meta's words") {
  const Notices closed = failed(131047, "More than 24 hours have passed");
  CHECK(closed.reports.at(0).code == "131047");
  CHECK(closed.reports.at(0).detail == "window closed: More than 24 hours have passed");
  CHECK(closed.log.empty());
  CHECK(failed(131026).reports.at(0).kind == LC_REPORT_BOUNCED_HARD);
  CHECK(failed(131026).reports.at(0).detail == "not reachable on WhatsApp: Title");
  CHECK(failed(131049).reports.at(0).kind == LC_REPORT_POSTPONED);
  CHECK(failed(130472).reports.at(0).kind == LC_REPORT_POSTPONED);
  CHECK(failed(131049, "x").reports.at(0).detail == "not now for this person: x");
  CHECK(failed(424242, "No 31612345678").reports.at(0).detail == "No (it)");
}

TEST_CASE("whoever stopped at WhatsApp has stopped here") {
  const Notices stopped = failed(131050);
  REQUIRE(stopped.reports.size() == 2);
  CHECK(stopped.reports[0].kind == LC_REPORT_UNSUBSCRIBED);
  CHECK(stopped.reports[0].address == "+31612345678");
  CHECK(stopped.reports[0].event_id == "wamid.1:stopped");
  CHECK(stopped.reports[1].kind == LC_REPORT_FAILED);
}

TEST_CASE("what stops every message is told to the shop") {
  const Notices unpaid = failed(131042, "Payment");
  REQUIRE(unpaid.log.size() == 1);
  CHECK(unpaid.log[0].first == lifecycled::plugin::Level::error);
  CHECK(unpaid.log[0].second ==
        "WhatsApp gave a message up: 131042 the account or its number may not send: Payment");
}

TEST_CASE("a wish about marketing is consent") {
  const Notices stop = preference("stop"), resume = preference("resume");
  REQUIRE(stop.reports.size() == 1);
  CHECK(stop.reports[0].kind == LC_REPORT_UNSUBSCRIBED);
  CHECK(stop.reports[0].address == "+31612345678");
  CHECK(stop.reports[0].at_unix_ms == 1731705721000);
  CHECK(stop.reports[0].event_id.empty());
  CHECK(resume.reports.at(0).kind == LC_REPORT_RESUBSCRIBED);
  CHECK(preference("signup").reports.at(0).kind == LC_REPORT_RESUBSCRIBED);
  CHECK(preference("odd").reports.empty());
  CHECK(preference("stop", "utility_messages").reports.empty());
}

TEST_CASE("what concerns another number of the account is passed over") {
  const Notices other =
      read_notices(webhook("messages", R"("statuses": [{"id": "wamid.1", "status": "sent"}])"), "7");
  CHECK(other.reports.empty());
  CHECK(other.log.at(0).second == "passed over what WhatsApp tells of another number, 106540352242922");
}

TEST_CASE("a template that is paused is told to the shop") {
  const Notices paused = read("message_template_status_update",
                              R"("event": "PAUSED", "message_template_name": "order_thanks",
                                 "message_template_language": "en_US", "reason": "LOW_QUALITY")");
  REQUIRE(paused.log.size() == 1);
  CHECK(paused.log[0].first == lifecycled::plugin::Level::warning);
  CHECK(paused.log[0].second ==
        "WhatsApp tells of message_template_status_update: PAUSED, template order_thanks "
        "(en_US): LOW_QUALITY");
}

TEST_CASE("what is of no form is passed over or refused") {
  CHECK_THROWS_AS(read_notices("", our_number), std::invalid_argument);
  CHECK_THROWS_AS(read_notices("{", our_number), std::invalid_argument);
  CHECK_THROWS_AS(read_notices(std::string(100'000, '['), our_number), std::invalid_argument);
  for (const char* body :
       {"3", "[]", "{}", R"({"entry": 3})", R"({"entry": [3]})", R"({"entry": [{"changes": [3]}]})",
        R"({"entry": [{"changes": [{"field": "messages", "value": 3}]}]})",
        R"({"entry": [{"changes": [{"field": "messages", "value": {"statuses": [3, {}],
                              "messages": [3, {}], "errors": [3]}}]}]})"})
    CHECK_MESSAGE(read_notices(body, our_number).reports.empty(), body);
}
