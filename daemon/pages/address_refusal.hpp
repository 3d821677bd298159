// "This was not me", from whoever reads an address that somebody else has left: behind the link `unsubscribe`
// of the mails that ask for a proof (message/message_facts). It speaks for the address that the mail went to,
// and changes nothing else about the customer. On the thread that owns the connection.
#pragma once

#include "base/link_payload.hpp"
#include "pages/unsubscribe_page.hpp"

namespace lifecycled {

// An address that waits for its proof is forgotten; to one that the shop has told us a no is said. True:
// something was written.
bool refuse_address(Database& database, const UnsubscribeLink& link, const NoWord& word, Instant now);

}  // namespace lifecycled
