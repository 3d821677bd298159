#include "reception/reception.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace email;

namespace {

constexpr const char* key = "0199d0a1b2c3d4e5f60718293a4b5c6d";

// A daemon that stores everything.
struct Daemon {
  std::vector<std::string> reports, ids, log;
  lc_host table{};
  lc_reporting reporting{};

  Daemon() {
    current = this;
    table.log = [](const lc_host*, int32_t, const char* text) { current->log.emplace_back(text); };
    table.extension = [](const lc_host*, const char*) -> const void* { return &current->reporting; };
    reporting.report = [](const lc_host*, const lc_report* const* reports, size_t, lc_report_done done,
                          void* user) {
      const lc_report& r = *reports[0];
      const char* what = r.kind == LC_REPORT_BOUNCED_HARD   ? "hard"
                         : r.kind == LC_REPORT_COMPLAINED   ? "complaint"
                         : r.kind == LC_REPORT_UNSUBSCRIBED ? "leaves"
                                                            : "other";
      current->reports.push_back(std::string(what) + "|" + r.idempotency_key + "|" + r.provider_message_id +
                                 "|" + r.address);
      current->ids.emplace_back(r.event_id);
      done(user, true);
    };
  }
  std::string hear(const std::string& to, const std::string& mail) {
    const Reception reception(lifecycled::plugin::Host(&table), ReturnPath("bounces@shop.example", '+'),
                              ReturnPath("leave@shop.example", '+'),
                              {"fbl.example", "staff@provider.example"});
    reports.clear();
    reception.take(mail, {to}, [](Fate) {});
    return reports.empty() ? "" : reports[0];
  }
  inline static Daemon* current = nullptr;
};

std::string letter(const std::string& subject, const std::string& fields = "") {
  return "From: Mia <mia@customers.example>\r\nTo: shop\r\nSubject: " + subject + "\r\n" + fields +
         "\r\nplease stop\r\n";
}

std::string complaint(const std::string& from, const std::string& returned) {
  return "From: " + from +
         "\r\nSubject: c\r\nMessage-ID: <c@x>\r\nMIME-Version: 1.0\r\n"
         "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n"
         "--b\r\nContent-Type: text/plain\r\n\r\nabuse\r\n--b\r\nContent-Type: "
         "message/feedback-report\r\n\r\n"
         "Feedback-Type: abuse\r\nOriginal-Rcpt-To: <mia@customers.example>\r\n\r\n"
         "--b\r\nContent-Type: message/rfc822\r\n\r\n" +
         returned + "Subject: x\r\n\r\nx\r\n--b--\r\n";
}

const std::string bounce =
    "From: MAILER-DAEMON@mx.example\r\nSubject: failure notice\r\nMessage-ID: <same@mx.example>\r\n\r\n"
    "550 5.1.1 user unknown\r\n";

}  // namespace

TEST_CASE("who writes to a mail's unsubscribe address leaves, whatever the subject") {
  Daemon daemon;
  const std::string to = std::string("leave+") + key + "@shop.example",
                    leaves = std::string("leaves|") + key + "||";
  for (const char* subject : {"unsubscribe", "Re: Unsubscribe me", "Abmelden", "", "failure notice"}) {
    CAPTURE(subject);
    CHECK(daemon.hear(to, letter(subject)) == leaves);
  }
  CHECK(daemon.hear(to, letter("unsubscribe", "Auto-Submitted: auto-replied\r\n")) == leaves);
  CHECK(daemon.hear(to, letter("Re: Sale", "Auto-Submitted: auto-replied\r\n")).empty());
  CHECK(daemon.hear("leave@shop.example", letter("Abmelden")).empty());
  CHECK(daemon.hear("leave@shop.example", letter("unsubscribe")).empty());
}

TEST_CASE(
    "a complaint that names only an address counts from a feedback loop of the shop's, else leaves a trace") {
  Daemon daemon;
  const std::string to = "fbl@shop.example", by_address = "complaint|||mia@customers.example";
  CHECK(daemon.hear(to, complaint("x@evil.example", "")).empty());
  REQUIRE(daemon.log.size() == 1);
  CHECK(daemon.log[0] ==
        "a complaint came from evil.example that names no message of ours: nothing was done; it names an "
        "address, which "
        "counts only from who is named in feedback_loops");
  CHECK(daemon.hear(to, complaint("x@evilfbl.example", "")).empty());
  CHECK(daemon.hear(to, complaint("other@provider.example", "")).empty());
  CHECK(daemon.hear(to, complaint("x@fbl.example", "")) == by_address);
  CHECK(daemon.hear(to, complaint("Staff <staff@Provider.example>", "")) == by_address);
  // What ties it to a mail counts from anybody, and then the address does not.
  CHECK(daemon.hear(to, complaint("x@evil.example", "Message-ID: <k@shop.example>\r\n")) ==
        "complaint||k@shop.example|");
  CHECK(daemon.hear(to, complaint("x@evil.example", std::string("List-Unsubscribe: <mailto:leave+") + key +
                                                        "@shop.example?subject=unsubscribe>\r\n")) ==
        std::string("complaint|") + key + "||");
}

TEST_CASE("two mails' reports are two, even if a gateway gives both one Message-ID") {
  Daemon daemon;
  CHECK(daemon.hear(std::string("bounces+") + key + "@shop.example", bounce) ==
        std::string("hard|") + key + "||");
  daemon.hear(std::string("bounces+") + key + "@shop.example", bounce);
  daemon.hear("bounces+another@shop.example", bounce);
  REQUIRE(daemon.ids.size() == 3);
  CHECK(daemon.ids[0] == daemon.ids[1]);
  CHECK(daemon.ids[0] != daemon.ids[2]);
}
