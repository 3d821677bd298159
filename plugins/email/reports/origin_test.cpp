#include "reports/origin.hpp"

#include <string>

#include <doctest/doctest.h>

#include "reports/mail_report.hpp"

using namespace email;

namespace {

struct Letter {
  const char *from, *subject, *fields, *text;
};

std::string mail_of(const Letter& letter) {
  return std::string("From: ") + letter.from + "\nTo: bounces+k@shop.example\nSubject: " + letter.subject +
         "\n" + letter.fields + "Content-Type: text/plain; charset=utf-8\n\n" + letter.text + "\n";
}

ReportKind kind_of(const Letter& letter) { return read_report(mail_of(letter)).kind; }

constexpr const char* replied = "Return-Path: <>\nAuto-Submitted: auto-replied\n";
constexpr const char* kim = "Kim <kim@firm.example>";

}  // namespace

TEST_CASE("what answers for a person is no bounce, whatever its words") {
  for (const Letter& letter :
       {Letter{kim, "Re: Welcome", replied,
               "I no longer work here and this account does not exist any more. My mail is not delivered. "
               "Call 555 1234."},
        {kim, "Re: Welcome", replied, "This address does not exist. Call +1 555 0100 ext 550"},
        {kim, "Willkommen", replied, "Ihre E-Mail wurde nicht zugestellt. Die Adresse existiert nicht mehr."},
        {kim, "Automatic reply: Welcome", replied, "user unknown 550 5.1.1"},
        {"Support <support@firm.example>", "[#5501] Your request has been rejected", replied,
         "It could not be delivered to an agent: rejected, 550"},
        {"Boxbe <noreply@challenge.example>", "Re: Welcome (Action Required)", replied,
         "Your message has been deferred and is not delivered yet. 550"},
        {"MAILER-DAEMON@challenge.example", "Re: Welcome - verification required",
         "Auto-Submitted: auto-replied\n", "Your message was not delivered; click here. 550"},
        {"MAILER-DAEMON@firm.example (Vacation)", "Re: Welcome", "Auto-Submitted: auto-replied (vacation)\n",
         "I am away, the account is closed, user unknown"},
        {"postmaster@firm.example", "Kim is gone", "Auto-Submitted: auto-replied\n",
         "this account does not exist any more; 550"},
        {"postmaster@firm.example", "Automatische Antwort: Willkommen", "Auto-Submitted: auto-replied\n",
         "Ich bin nicht im Haus; E-Mails werden nicht zugestellt. 550"},
        {kim, "Autoodpowiedź: Welcome", "Return-Path: <>\n", "user unknown 550"},
        {kim, "Please confirm your message", "Return-Path: <>\nAuto-Submitted: auto-replied (confirm)\n",
         "has not been delivered; mail delivery software. 554 rejected"}}) {
    CAPTURE(letter.subject);
    CAPTURE(letter.text);
    CHECK(to_text(kind_of(letter)) == "auto-reply");
  }
}

TEST_CASE("a person's letter is no bounce, and neither is what a person quotes or passes on") {
  const std::string report =
      "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\n\n"
      "--r\nContent-Type: text/plain\n\nuser unknown\n--r\nContent-Type: message/delivery-status\n\n"
      "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; kim@firm.example\nAction: failed\n"
      "Status: 5.1.1\n\n--r--\n";
  for (const Letter& letter :
       {Letter{kim, "Fwd: Undelivered Mail", "", "I got this: 550 5.1.1 user unknown, what does it mean?"},
        {kim, "Delivery problem with my parcel", "",
         "It was not delivered! Order 550. The courier said user unknown. 5.1.1"},
        {kim, "failure notice for my oven", "", "unknown user error 550 when logging in"},
        {kim, "Undelivered Mail", "",
         "What is this?\n> Final-Recipient: rfc822; kim@firm.example\n> Action: failed\n> Status: 5.1.1\n"},
        {kim, "Undelivered Mail", "",
         "What is this?\nuser unknown\nFinal-Recipient: rfc822; kim@firm.example\nAction: failed\nStatus: "
         "5.1.1\n"},
        {kim, "Re: Welcome", "Return-Path: <>\n",
         "this mailbox is no longer in use, your message was not delivered, phone 550 12 34"}}) {
    CAPTURE(letter.subject);
    CAPTURE(letter.text);
    CHECK(to_text(kind_of(letter)) == "nothing");
  }
  const std::string passed_on =
      "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=p\n\n--p\nContent-Type: text/plain\n\n"
      "What does it mean?\n--p\nContent-Type: message/rfc822\n\nFrom: MAILER-DAEMON@mx.example\n" +
      report + "--p--\n";
  const std::string head = "Subject: This came\nTo: bounces+k@shop.example\n";
  CHECK(to_text(read_report("From: kim@firm.example\n" + head + passed_on).kind) == "nothing");
  // A gateway wraps a report into one of its own.
  CHECK(to_text(read_report("From: postmaster@firm.example\n" + head + passed_on).kind) == "bounce");
  CHECK(to_text(read_report("From: kim@firm.example\n" + head + report).kind) == "bounce");
}

TEST_CASE("a mail system's own words stay a bounce") {
  for (const Letter& letter :
       {Letter{"Mail Delivery System <Mailer-Daemon@mx.example>", "Mail delivery failed: returning message",
               replied, "kim@firm.example\n  Unrouteable address"},
        {"MAILER-DAEMON@mx.example", "Undeliverable: Vacation deals", "", "550 5.1.1 user unknown"},
        {"Mailer-Daemon@mx.example", "Frozen",
         "Auto-Submitted: auto-replied\nX-Failed-Recipients: kim@firm.example\n", "Nobody is there"},
        {"MAILER-DAEMON@mx.example", "failure notice", "Return-Path: <>\n",
         "Sorry, no mailbox here by that name."},
        {"postmaster@firm.example", "Kan niet worden bezorgd: Welkom", "",
         "Het bericht kan niet worden bezorgd. 550 5.1.10 RESOLVER.ADR.RecipientNotFound"}}) {
    CAPTURE(letter.subject);
    CHECK(to_text(kind_of(letter)) == "bounce");
  }
}
