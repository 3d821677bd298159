// A message as a person reads it in a file. [any]
#pragma once

#include <string>

#include "lifecycled/channel.h"

namespace file_plugin {

// Fields that are set as "Name: value" lines, a blank line, then the text, then the HTML under a line of its
// own.
std::string readable(const lc_message& message);

// A name made of a key: letters, digits, '.', '_' and '-' stay, a long or strange key gets its hash at the
// end, so that two keys never share a name.
std::string safe_name(const std::string& key);

}  // namespace file_plugin
