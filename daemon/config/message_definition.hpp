// A message as its files say it: one table a channel, one file a language. Texts are Liquid source, not yet
// parsed: message/ does that. Constant after loading; any thread may read it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/problem.hpp"
#include "config/picture_file.hpp"
#include "config/text_jump.hpp"

namespace lifecycled {

// A field that is not one text. The texts of a list are Liquid, each of them; monostate: it is one text.
using PlainValue = std::variant<std::monostate, std::int64_t, double, bool, std::vector<std::string>>;

// What a text must be once it is rendered, by what the channel's plugin declares.
struct FieldRule {
  std::vector<std::string> choices;  // empty: any
  bool is_url = false;
  bool is_required = false;
};

// One field of a channel's table ("subject", "text", "html", or one that a plugin declares).
struct MessageField {
  std::string source = {};
  Place place = {};  // where the Liquid text begins: in the TOML file, or line 1 of the file beside it
  PlainValue value = {};
  Place key_place = {}, value_place = {};
  std::vector<Place> item_places = {};  // where the texts of a list begin
  FieldRule rule = {};
  std::vector<TextJump> jumps = {};
  std::vector<std::vector<TextJump>> item_jumps = {};
};

using ChannelFields = std::map<std::string, MessageField>;

struct MessageDefinition {
  std::string name;  // "welcome/hello"
  Place place;
  std::string language;                           // that welcome/hello.toml is written in; "" = the shop's
  std::map<std::string, ChannelFields> channels;  // of welcome/hello.toml
  std::map<std::string, Place> tables;            // where each of these begins
  // of welcome/hello.fr.toml and its like: only what differs
  std::map<std::string, std::map<std::string, ChannelFields>> languages;
};

// With what messages share: Liquid files as messages/layouts/NAME and messages/partials/NAME, and pictures.
struct MessageFiles {
  std::string shop_language;  // BCP 47; "" = none is set
  std::vector<MessageDefinition> messages;
  std::map<std::string, MessageField> layouts, partials;
  std::shared_ptr<const PictureFiles> pictures = std::make_shared<const PictureFiles>();  // never null
};

}  // namespace lifecycled
