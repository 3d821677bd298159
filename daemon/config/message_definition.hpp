// A message as its files say it: one table a channel, one file a language. Texts are Liquid source, not yet
// parsed: message/ does that. Constant after loading; any thread may read it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/problem.hpp"

namespace lifecycled {

// One text of a channel's table ("subject", "text", "html", or a field that a plugin declares).
struct MessageField {
  std::string source;
  Place place;  // where the Liquid text begins: in the TOML file, or line 1 of the file beside it
};

using ChannelFields = std::map<std::string, MessageField>;

struct MessageDefinition {
  std::string name;  // "welcome/hello"
  Place place;
  std::map<std::string, ChannelFields> channels;  // of welcome/hello.toml
  // of welcome/hello.fr.toml and its like: only what differs
  std::map<std::string, std::map<std::string, ChannelFields>> languages;
};

// Liquid files that messages share: messages/layouts/NAME and messages/partials/NAME.
struct MessageFiles {
  std::vector<MessageDefinition> messages;
  std::map<std::string, MessageField> layouts, partials;
};

}  // namespace lifecycled
