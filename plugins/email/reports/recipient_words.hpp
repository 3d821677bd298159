// The phrases by which mail servers say that a mailbox takes no mail, as flattened() leaves them. Gathered
// from what servers' manuals and sources print; none names a shop, a person or a host.
#pragma once

#include <string_view>

namespace email {

// The mailbox exists; it does not take mail now.
bool says_mailbox_is_full(std::string_view flat);
bool blames_the_disk(std::string_view flat);  // of the last server
bool says_account_sleeps(std::string_view flat);
bool says_nobody_is_there(std::string_view flat);
bool says_plainly_that_nobody_is_there(std::string_view flat);

}  // namespace email
