#include "kannel.hpp"

#include <doctest/doctest.h>

#include "form.hpp"
#include "testing.hpp"

using namespace sms;
using namespace sms::testing;

namespace {

const Kannel kannel({"http://127.0.0.1:13013/cgi-bin/sendsms", "shop", "password", "",
                     "https://shop.example/webhooks/sms", "a-secret-of-the-test", 14400});

// The query of a report that Kannel was asked for.
std::string report_query(const std::string& status, const std::string& words = "ACK/") {
  std::string url = header_of(kannel.request(outgoing()), "X-Kannel-DLR-URL");
  const auto put = [&url](const std::string& name, const std::string& value) {
    url.replace(url.find(name), name.size(), percent_encoded(value));
  };
  put("%d", status);
  put("%A", words);
  put("%T", "1796041898");
  return url.substr(url.find('?') + 1);
}

Received report(const std::string& status, const std::string& words = "ACK/") {
  return received(kannel, {"GET", "/report", report_query(status, words)});
}
int32_t kind(const std::string& status, const std::string& words = "ACK/") {
  const Received heard = report(status, words);
  return heard.reports.empty() ? 0 : heard.reports.front().kind;
}

Received reply(const Fields& more, const std::string& token = "a-secret-of-the-test") {
  Fields fields{{"token", token}};
  fields.insert(fields.end(), more.begin(), more.end());
  return received(kannel, {"GET", "/reply", form_of(fields)});
}

}  // namespace

TEST_CASE("a message is told to Kannel header by header") {
  Outgoing message = outgoing();
  auto request = kannel.request(message);
  CHECK(request.method == "POST");
  CHECK(request.url == "http://127.0.0.1:13013/cgi-bin/sendsms");
  CHECK(request.body == "Your parcel is here");
  CHECK(header_of(request, "Content-Type") == "text/plain; charset=UTF-8");
  CHECK(header_of(request, "X-Kannel-Username") == "shop");
  CHECK(header_of(request, "X-Kannel-Password") == "password");
  CHECK(header_of(request, "X-Kannel-From") == "Test Shop");
  CHECK(header_of(request, "X-Kannel-To") == "+31612345678");
  CHECK(header_of(request, "X-Kannel-Coding") == "0");
  CHECK(header_of(request, "X-Kannel-Validity") == "240");
  CHECK(header_of(request, "X-Kannel-DLR-Mask") == "27");
  CHECK(header_of(request, "X-Kannel-SMSC").empty());
  const std::string url = header_of(request, "X-Kannel-DLR-URL");
  CHECK(url.rfind("https://shop.example/webhooks/sms/report?key=key-1&sig=", 0) == 0);
  CHECK(url.substr(url.find("&status")) == "&status=%d&words=%A&at=%T");
  message.text.is_gsm7 = false;
  CHECK(header_of(kannel.request(message), "X-Kannel-Coding") == "2");
  const Kannel deaf({"http://k/", "shop", "password", "vodafone", "", "a-secret-of-the-test", 60});
  request = deaf.request(message);
  CHECK(header_of(request, "X-Kannel-SMSC") == "vodafone");
  CHECK(header_of(request, "X-Kannel-DLR-Mask").empty());
  CHECK(header_of(request, "X-Kannel-DLR-URL").empty());
}

TEST_CASE("Kannel's answers") {
  CHECK(judged(kannel, 202, "0: Accepted for delivery").outcome == LC_ACCEPTED);
  CHECK(judged(kannel, 202, "3: Queued for later delivery").outcome == LC_ACCEPTED);
  CHECK(judged(kannel, 403, "Authorization failed for sendsms").outcome == LC_CHANNEL_DOWN);
  CHECK(judged(kannel, 403, "Not routable. Do not try again.").outcome == LC_REJECTED);
  CHECK(judged(kannel, 503, "Temporal failure, try again later.").outcome == LC_TRANSIENT);
  CHECK(judged(kannel, 400, "Empty receiver number not allowed, rejected").outcome == LC_REJECTED);
  CHECK(judged(kannel, 404, "").outcome == LC_CHANNEL_DOWN);
  CHECK(judged(kannel, LC_HTTP_ANSWER_LOST, "").outcome == LC_IN_DOUBT);
  Outgoing message = outgoing();
  message.from.clear();
  const std::string no_sender = "Sender missing and no global set, rejected";
  CHECK(judged(kannel, 400, no_sender, message).outcome == LC_CHANNEL_DOWN);
  CHECK(judged(kannel, 403, "Authorization failed for sendsms").detail ==
        "Kannel answered 403: Authorization failed for sendsms");
}

TEST_CASE("a report is told by our key, and once for each word") {
  const Received heard = report("8");
  CHECK(heard.reply.status == 200);
  REQUIRE(heard.reports.size() == 1);
  CHECK(heard.reports[0].kind == LC_REPORT_SENT);
  CHECK(heard.reports[0].idempotency_key == "key-1");
  CHECK(heard.reports[0].event_id == "key-1:8");
  CHECK(heard.reports[0].at_unix_ms == 1796041898000);
  CHECK(kind("1", "id:1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:") == LC_REPORT_DELIVERED);
  CHECK(kind("4") == 0);
  CHECK(kind("") == 0);
  CHECK(kind("888") == 0);
}

TEST_CASE("what does not arrive is told with the operator's words") {
  const Received undelivered = report("2", "id:2 sub:001 dlvrd:001 stat:UNDELIV err:011 text:");
  REQUIRE(undelivered.reports.size() == 1);
  CHECK(undelivered.reports[0].kind == LC_REPORT_BOUNCED_SOFT);
  CHECK(undelivered.reports[0].code == "UNDELIV 011");
  CHECK(kind("2", "id:2 stat:EXPIRED err:000") == LC_REPORT_BOUNCED_SOFT);
  CHECK(kind("2", "id:2 stat:REJECTD err:000") == LC_REPORT_FAILED);
  CHECK(kind("16", "NACK/0x0000000b/Invalid Destination Address") == LC_REPORT_BOUNCED_HARD);
  CHECK(kind("16", "NACK/0x00000058/Throttling error") == LC_REPORT_FAILED);
  CHECK(report("16", "NACK/0x0000000b/Invalid Destination Address").reports.at(0).code == "0x0000000b");
}

TEST_CASE("a reply is told as it is, in whatever letters") {
  const Received heard =
      reply({{"from", "+31612345678"}, {"text", "STOP é"}, {"charset", "UTF-8"}, {"id", "m1"}});
  CHECK(heard.reply.status == 200);
  CHECK(heard.reply.body.empty());
  REQUIRE(heard.reports.size() == 1);
  CHECK(heard.reports[0].kind == LC_REPORT_REPLIED);
  CHECK(heard.reports[0].address == "+31612345678");
  CHECK(heard.reports[0].text == "STOP é");
  CHECK(heard.reports[0].event_id == "m1");
  CHECK(reply({{"from", "31612345678"},
               {"text", std::string("\x90\x00\x8B\xA2", 4)},
               {"charset", "UTF-16BE"},
               {"id", "m2"}})
            .reports.at(0)
            .text == "退订");
  CHECK(reply({{"from", "31612345678"}, {"id", "m3"}}).reports.at(0).address == "+31612345678");
  CHECK(reply({{"from", "31612345678"}}).reply.status == 400);
}

TEST_CASE("what Kannel was not told is refused and reported to nobody") {
  CHECK(reply({{"from", "+31612345678"}, {"text", "STOP"}, {"id", "m1"}}, "another-secret").reply.status ==
        401);
  CHECK(reply({{"from", "+31612345678"}, {"text", "STOP"}, {"id", "m1"}}, "").reports.empty());
  std::string query = report_query("1");
  query.replace(query.find("key-1"), 5, "key-2");
  const Received forged = received(kannel, {"GET", "/report", query});
  CHECK(forged.reply.status == 401);
  CHECK(forged.reports.empty());
  CHECK(received(kannel, {"GET", "/report", "key=&sig=&status=1"}).reply.status == 401);
  CHECK(received(kannel, {"GET", "/x", ""}).reply.status == 404);
  CHECK(received(kannel, {"PUT", "/report", ""}).reply.status == 405);
}
