// What servers say in other languages than English: recipient_words and failure_words ask here, too. Pure.
// [any]
#pragma once

#include <string_view>

namespace email {

bool says_nobody_is_there_abroad(std::string_view flat);
bool says_mailbox_is_full_abroad(std::string_view flat);
bool says_not_delivered_abroad(std::string_view flat);

}  // namespace email
