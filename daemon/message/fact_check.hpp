// Every fact that a text names and that there is not, also in branches which no sample takes. For
// message_check alone; any thread.
#pragma once

#include <set>

#include "base/problem.hpp"
#include "liquid/value.hpp"
#include "message/message_library.hpp"

namespace lifecycled {

// `facts` is the sample. What events and customers' properties hold is the shop's own and not judged here.
// `told` gets the places at which something was said.
void check_facts(const MessageTemplate& text, const MessageLibrary& library, const liquid::Object& facts,
                 std::set<Place>& told, Problems& problems);

}  // namespace lifecycled
