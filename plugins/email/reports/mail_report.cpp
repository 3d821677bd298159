#include "reports/mail_report.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <initializer_list>

#include "reports/addressed_prose.hpp"
#include "reports/mail_parts.hpp"
#include "reports/origin.hpp"

namespace email {
namespace {

bool has_one_of(std::string_view flat, std::initializer_list<std::string_view> phrases) {
  return std::any_of(phrases.begin(), phrases.end(),
                     [&](auto phrase) { return flat.find(phrase) != flat.npos; });
}

std::string hash_of(std::string_view bytes) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  char text[24];
  std::snprintf(text, sizeof text, "h%016llx", static_cast<unsigned long long>(hash));
  return text;
}

std::string id_content(std::string_view field) {
  field.remove_prefix(std::min(field.find_first_not_of(" \t"), field.size()));
  const auto from = field.find('<');
  if (from != field.npos) field = field.substr(from + 1, field.find('>', from) - from - 1);
  field = field.substr(0, field.find_first_of(" \t\r\n>"));
  return field.find('@') == field.npos || field.size() > 250 ? std::string() : std::string(field);
}

// The Message-ID that stands in the mail that came back; else what the report answers to.
void find_message_ids(const MailParts& mail, MailReport& report) {
  const auto add = [&](std::string_view field) {
    std::string id = id_content(field);
    if (!id.empty() && std::ranges::find(report.message_ids, id) == report.message_ids.end() &&
        report.message_ids.size() < 10)
      report.message_ids.push_back(std::move(id));
  };
  std::string_view left = mail.returned;
  while (!left.empty() && report.message_ids.size() < 10) {
    const auto end = std::min(left.find('\n'), left.size());
    std::string_view line = left.substr(0, end);
    left.remove_prefix(std::min(end + 1, left.size()));
    while (!line.empty() && (line[0] == '>' || line[0] == ' ' || line[0] == '\t')) line.remove_prefix(1);
    if (flattened(line.substr(0, 11)) == "message-id:") {
      // A long one is folded: it then stands on the next line.
      std::string_view value = line.substr(11);
      if (value.find('@') == value.npos) value = left.substr(0, left.find('\n'));
      add(value);
    }
  }
  add(mail.head.get("in-reply-to"));
}

MailReport complaint_of(const MailParts& mail) {
  MailReport report;
  const Fields fields(mail.feedback);
  report.feedback_type = flattened(fields.get("feedback-type"));
  // RFC 6591 and DMARC tell of forged mail; "not-spam" is the opposite of a complaint.
  const bool concerns_nobody =
      has_one_of(report.feedback_type, {"not-spam", "auth-failure", "dmarc", "dkim"});
  report.kind = concerns_nobody ? ReportKind::Nothing : ReportKind::Complaint;
  for (const char* name : {"original-rcpt-to", "removal-recipient", "original-recipient"}) {
    if (report.recipient.empty()) report.recipient = bare_address(fields.get(name));
  }
  return report;
}

// As some providers' feedback loops send it: the mail itself, and a subject that says why.
bool is_complaint_without_form(const MailParts& mail) {
  return !mail.returned.empty() &&
         has_one_of(flattened(mail.head.get("subject")),
                    {"complaint about message from", "complaint about a message from", "abuse report for"});
}

// What people are told about this address, or everything.
std::string_view prose_about(std::string_view address, std::string_view text) {
  for (const AddressedProse& block : addressed_prose(text)) {
    if (block.address == address) return block.text;
  }
  return text;
}

// "The message came to nothing": failed recipients of all its status parts.
MailReport bounce_of_statuses(const MailParts& mail) {
  MailReport report;
  report.kind = ReportKind::Passing;
  for (const std::string& status : mail.statuses) {
    for (const Fields& block : field_blocks(status)) {
      const std::string action = flattened(block.get("action"));
      const std::string_view code = block.get("status");
      const bool is_recipient = !block.get("final-recipient").empty() ||
                                !block.get("original-recipient").empty() || !action.empty() || !code.empty();
      if (!is_recipient) continue;
      if (has_one_of(action, {"delayed", "deliver", "relayed", "expanded"}) || code.starts_with("2."))
        continue;
      std::string_view diagnostic = block.get("diagnostic-code");
      if (const auto type = diagnostic.find(';'); type != diagnostic.npos && type < 20)
        diagnostic.remove_prefix(type + 1);
      std::string address;
      for (const char* name : {"final-recipient", "original-recipient", "x-actual-recipient"}) {
        if (address.empty()) address = bare_address(block.get(name));
      }
      const std::string_view prose = prose_about(address, mail.text);
      Failure failure = judge_failure(code, diagnostic, prose);
      failure.address = std::move(address);
      report.failures.push_back(std::move(failure));
      report.kind = ReportKind::Bounce;
    }
  }
  return report;
}

bool names_recipients(const MailParts& mail) {
  return std::any_of(mail.statuses.begin(), mail.statuses.end(), [](const std::string& status) {
    return has_one_of(flattened(status), {"recipient:", "action:"});
  });
}

MailReport bounce_of_prose(const MailParts& mail) {
  MailReport report;
  if (has_one_of(flattened(mail.head.get("subject")), {"delayed", "delay)", "warning: could not send"}) ||
      has_one_of(flattened(mail.text),
                 {"has been delayed", "will be retried", "do not need to resend", "don't need to resend",
                  "this is a warning message only", "this is a warning only",
                  "is only a temporary failure report", "notification about a delay"})) {
    report.kind = ReportKind::Passing;
    return report;
  }
  report.kind = ReportKind::Bounce;
  for (const AddressedProse& block : addressed_prose(mail.text)) {
    Failure failure = judge_failure("", "", block.text);
    failure.address = block.address;
    report.failures.push_back(std::move(failure));
  }
  if (!report.failures.empty()) return report;
  Failure failure = judge_failure("", "", mail.text);
  failure.address = bare_address(mail.head.get("x-failed-recipients"));
  report.failures.push_back(std::move(failure));
  return report;
}

}  // namespace

std::string_view to_text(ReportKind kind) {
  switch (kind) {
    case ReportKind::Nothing:
      return "nothing";
    case ReportKind::AutoReply:
      return "auto-reply";
    case ReportKind::Passing:
      return "passing";
    case ReportKind::Bounce:
      return "bounce";
    case ReportKind::Complaint:
      return "complaint";
    case ReportKind::Unsubscription:
      return "unsubscription";
  }
  return "";
}

MailReport read_report(std::string_view bytes) {
  const MailParts mail = take_apart(bytes);
  MailReport report;
  if (mail.has_feedback || mail.report_type == "feedback-report") {
    report = complaint_of(mail);
  } else if (!mail.statuses.empty() && !is_quoted_report(mail)) {
    report = bounce_of_statuses(mail);
    // A report whose part for machines names nobody: what it tells people is all there is.
    if (!names_recipients(mail) && is_odd_bounce(mail)) report = bounce_of_prose(mail);
  } else if (mail.has_disposition || mail.report_type == "disposition-notification") {
    report.kind = ReportKind::Nothing;
  } else if (flattened(mail.head.get("subject")) == "unsubscribe") {
    // RFC 2369's button: mail programs write it, so it may well be marked as automatic.
    report.kind = ReportKind::Unsubscription;
  } else if (is_complaint_without_form(mail)) {
    report.kind = ReportKind::Complaint;
  } else if (is_automatic_reply(mail)) {
    report.kind = ReportKind::AutoReply;
  } else if (is_odd_bounce(mail)) {
    report = bounce_of_prose(mail);
  }
  find_message_ids(mail, report);
  report.sender = bare_address(mail.head.get("from"));
  report.own_id = id_content(mail.head.get("message-id"));
  if (report.own_id.empty()) report.own_id = hash_of(bytes.substr(0, most_bytes_read));
  return report;
}

}  // namespace email
