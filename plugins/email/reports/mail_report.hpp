// What a mail that came to the bounce address tells: a failure (RFC 3464, or as old and odd servers put it),
// a complaint (RFC 5965), or nothing that concerns an address. [any]
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/failure.hpp"

namespace email {

enum class ReportKind {
  Nothing,    // a letter, an advertisement, a receipt of reading
  AutoReply,  // somebody is on holiday
  Passing,    // delayed, relayed, delivered: nothing has failed
  Bounce,
  Complaint,
  Unsubscription,  // by List-Unsubscribe's mailto
};

struct MailReport {
  ReportKind kind = ReportKind::Nothing;
  std::vector<Failure> failures;         // of a bounce, one at least
  std::string feedback_type;             // of a complaint: "abuse"
  std::string recipient;                 // of a complaint, where it is not blacked out
  std::vector<std::string> message_ids;  // of the mail that came back, without <>; the likeliest first
  std::string sender;                    // who wrote the report, as its From says: an address
  std::string own_id;                    // the report's own Message-ID, or a hash of it
};

std::string_view to_text(ReportKind kind);

MailReport read_report(std::string_view mail);

}  // namespace email
