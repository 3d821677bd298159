// Renders every message in every language with sample data and says what is wrong, with the place. For
// `check` and `reload`; any thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "message/message_library.hpp"

namespace lifecycled {

// Templates, facts they use, layouts; that marketing mail shows the shop's postal address and an unsubscribe
// link; that each message a campaign sends exists and has a text for a channel it can take.
void check_messages(const Configuration& configuration, const MessageLibrary& library, Problems& problems);

}  // namespace lifecycled
