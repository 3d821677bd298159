// Who wrote a mail that came to the bounce address: a mail system, a program that answers for a person, or a
// person. Words alone never make a bounce: people write "not delivered" and "user unknown", too, and so do
// the programs that answer for them. [any]
#pragma once

#include "reports/mail_parts.hpp"

namespace email {

// A holiday, a ticket, a challenge: RFC 3834, and what programs without it write.
bool is_automatic_reply(const MailParts& mail);

// No standard says that it is a bounce, but everything about it does.
bool is_odd_bounce(const MailParts& mail);

// The form of RFC 3464 in a person's letter, who has passed a report on or has quoted one.
bool is_quoted_report(const MailParts& mail);

}  // namespace email
