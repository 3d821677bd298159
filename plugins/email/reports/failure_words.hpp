// The phrases by which mail servers say what is wrong, as flattened() leaves them. Gathered from what
// servers' manuals and sources print; none names a shop, a person or a host.
#pragma once

#include <string_view>

namespace email {

// The address exists; it does not take mail now, or not from us.
bool says_mailbox_is_full(std::string_view flat);
bool blames_the_disk(std::string_view flat);  // of the last server
bool says_account_sleeps(std::string_view flat);
bool blames_the_sender(std::string_view flat);
// Who or what was refused after the whole message was seen.
bool was_said_after_data(std::string_view flat);
// Nobody is, or nothing takes mail, there.
bool says_nobody_is_there(std::string_view flat);
bool says_domain_takes_no_mail(std::string_view flat);
// Any other word of a failure.
bool says_not_delivered(std::string_view flat);

}  // namespace email
