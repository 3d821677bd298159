// The phrases by which mail servers say what is wrong besides the mailbox, as flattened() leaves them.
// Gathered from what servers' manuals and sources print; none names a shop, a person or a host.
#pragma once

#include <string_view>

namespace email {

// The address exists; it does not take mail from us.
bool blames_the_sender(std::string_view flat);
// Who or what was refused after the whole message was seen.
bool was_said_after_data(std::string_view flat);
bool says_domain_takes_no_mail(std::string_view flat);
// Any other word of a failure.
bool says_not_delivered(std::string_view flat);

}  // namespace email
