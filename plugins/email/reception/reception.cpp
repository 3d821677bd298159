#include "reception/reception.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "reports/mail_parts.hpp"
#include "text.hpp"

namespace email {
namespace {

using lifecycled::plugin::Level;
using lifecycled::plugin::Report;

constexpr std::size_t longest_detail = 300;

// A mail of ours has one recipient. Where a report names several, they are what a list or an alias behind it
// made of it: the address is bad only if all of them are.
const Failure& mildest(const std::vector<Failure>& failures) {
  const auto soft =
      std::find_if(failures.begin(), failures.end(), [](const Failure& f) { return f.harm == Harm::Soft; });
  return soft == failures.end() ? failures.front() : *soft;
}

std::optional<Report> report_of(const MailReport& read) {
  switch (read.kind) {
    case ReportKind::Bounce: {
      const Failure& failure = mildest(read.failures);
      Report report(failure.harm == Harm::Hard ? LC_REPORT_BOUNCED_HARD : LC_REPORT_BOUNCED_SOFT);
      report.code = failure.code.text();
      report.detail = without_addresses(failure.detail);
      return report;
    }
    case ReportKind::Complaint: {
      Report report(LC_REPORT_COMPLAINED);
      report.code = one_line(read.feedback_type);
      report.address = read.recipient;
      return report;
    }
    case ReportKind::Unsubscription:
      return Report(LC_REPORT_UNSUBSCRIBED);
    case ReportKind::Nothing:
    case ReportKind::AutoReply:
    case ReportKind::Passing:
      return std::nullopt;
  }
  return std::nullopt;
}

// Of the addresses that it was sent to: of the envelope, else as its head says.
std::string key_to(const ReturnPath& path, std::string_view mail,
                   const std::vector<std::string>& recipients) {
  for (const std::string& recipient : recipients) {
    if (std::string key = path.key_in(recipient); !key.empty()) return key;
  }
  const Fields head(mail.substr(0, std::min(mail.find("\n\n"), mail.find("\n\r\n"))));
  for (const char* name : {"delivered-to", "x-original-to", "to"}) {
    if (std::string key = path.key_anywhere_in(head.get(name)); !key.empty()) return key;
  }
  return "";
}

std::string key_for(const ReturnPath& path, std::string_view mail,
                    const std::vector<std::string>& recipients) {
  std::string key = key_to(path, mail, recipients);
  return key.empty() ? path.key_anywhere_in(mail.substr(0, most_bytes_read)) : key;
}

}  // namespace

Reception::Reception(lifecycled::plugin::Host host, ReturnPath bounces, ReturnPath unsubscriptions,
                     std::vector<std::string> feedback_loops)
    : host_(host),
      reporter_(host),
      bounces_(std::move(bounces)),
      unsubscriptions_(std::move(unsubscriptions)),
      feedback_loops_(std::move(feedback_loops)) {}

// Who writes to a mail's own unsubscribe address wants to leave, whatever the subject says. A program that
// answers for its owner does not want anything, unless it is the mail program's button.
bool Reception::is_unsubscription(const MailReport& read, std::string_view mail,
                                  const std::vector<std::string>& recipients) const {
  if (read.kind == ReportKind::Unsubscription) return true;
  return read.kind == ReportKind::Nothing && !key_to(unsubscriptions_, mail, recipients).empty();
}

bool Reception::is_feedback_loop(std::string_view sender) const {
  const std::string domain = domain_of(sender);
  return std::ranges::any_of(feedback_loops_, [&](const std::string& loop) {
    if (loop.find('@') != loop.npos) return loop == sender;
    return !domain.empty() && (domain == loop || domain.ends_with("." + loop));
  });
}

void Reception::take(std::string_view mail, const std::vector<std::string>& recipients,
                     std::function<void(Fate)> done) const {
  MailReport read = read_report(mail);
  if (is_unsubscription(read, mail, recipients)) read.kind = ReportKind::Unsubscription;
  auto report = report_of(read);
  if (!report) {
    host_.log(Level::info, "a mail to the bounce or unsubscribe address tells nothing of a message: " +
                               std::string(to_text(read.kind)));
    return done(Fate::NoReport);
  }
  if (read.kind == ReportKind::Unsubscription) {
    // Anybody can write "unsubscribe"; only who got the mail knows the address with the key.
    report->idempotency_key = key_to(unsubscriptions_, mail, recipients);
  } else {
    report->idempotency_key = key_for(bounces_, mail, recipients);
    // Where the return path is lost, List-Unsubscribe of the mail that came back names it as well.
    if (report->idempotency_key.empty())
      report->idempotency_key = unsubscriptions_.key_anywhere_in(mail.substr(0, most_bytes_read));
    if (!read.message_ids.empty()) report->provider_message_id = one_line(read.message_ids.front());
  }
  // An address alone proves nothing: anybody can write it. So it counts only from whom the shop has named.
  if (!is_feedback_loop(read.sender)) report->address.clear();
  if (report->idempotency_key.empty() && report->provider_message_id.empty() && report->address.empty()) {
    std::string text = "a " + std::string(to_text(read.kind)) + " came from " +
                       (read.sender.empty() ? "nobody" : domain_of(read.sender)) +
                       " that names no message of ours: nothing was done";
    if (!read.recipient.empty())
      text += "; it names an address, which counts only from who is named in feedback_loops";
    host_.log(Level::warning, text);
    return done(Fate::NoReport);
  }
  // Some gateways give all their reports one Message-ID.
  report->event_id =
      one_line(std::string(to_text(read.kind)) + " " + read.own_id + " " +
               (report->idempotency_key.empty() ? report->provider_message_id : report->idempotency_key));
  reporter_.report({*report},
                   [done = std::move(done)](bool stored) { done(stored ? Fate::Stored : Fate::NotStored); });
}

std::string without_addresses(std::string_view text) {
  const std::string line = one_line(text);
  std::string out;
  for (std::size_t at = 0; at < line.size() && out.size() < longest_detail;) {
    const auto from = line.find_first_not_of(' ', at);
    if (from == line.npos) break;
    const auto end = std::min(line.find(' ', from), line.size());
    const std::string_view word = std::string_view(line).substr(from, end - from);
    if (!out.empty()) out += ' ';
    out += word.find('@') == word.npos ? word : "<address>";
    at = end;
  }
  // Not in the middle of a character.
  if (out.size() > longest_detail) out = one_line(std::string_view(out).substr(0, longest_detail));
  return out;
}

}  // namespace email
