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
      // Whoever complains wants no more mail, even where the mail itself cannot be told any more.
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

}  // namespace

Reception::Reception(lifecycled::plugin::Host host, ReturnPath bounces, ReturnPath unsubscriptions)
    : host_(host),
      reporter_(host),
      bounces_(std::move(bounces)),
      unsubscriptions_(std::move(unsubscriptions)) {}

std::string Reception::key_for(const ReturnPath& path, std::string_view mail,
                               const std::vector<std::string>& recipients) const {
  for (const std::string& recipient : recipients) {
    if (std::string key = path.key_in(recipient); !key.empty()) return key;
  }
  return path.key_anywhere_in(mail.substr(0, most_bytes_read));
}

void Reception::take(std::string_view mail, const std::vector<std::string>& recipients,
                     std::function<void(Fate)> done) const {
  const MailReport read = read_report(mail);
  auto report = report_of(read);
  if (!report) {
    host_.log(Level::info,
              "a mail to the bounce address tells nothing of a message: " + std::string(to_text(read.kind)));
    return done(Fate::NoReport);
  }
  const bool is_unsubscription = read.kind == ReportKind::Unsubscription;
  report->idempotency_key = key_for(is_unsubscription ? unsubscriptions_ : bounces_, mail, recipients);
  // Anybody can write "unsubscribe"; only who got the mail knows the address with the key.
  if (!is_unsubscription && !read.message_ids.empty())
    report->provider_message_id = one_line(read.message_ids.front());
  if (report->idempotency_key.empty() && report->provider_message_id.empty() && report->address.empty()) {
    host_.log(Level::notice, "a " + std::string(to_text(read.kind)) + " came that names no message of ours");
    return done(Fate::NoReport);
  }
  report->event_id = one_line(std::string(to_text(read.kind)) + " " + read.own_id);
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
