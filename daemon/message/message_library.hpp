// All messages, layouts and partials of the configuration, parsed once. Immutable after construction and
// rendered from any thread; a reload makes a new one.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "config/message_definition.hpp"
#include "liquid/environment.hpp"
#include "liquid/error.hpp"
#include "liquid/partials.hpp"
#include "liquid/template.hpp"

namespace lifecycled {

// One text of a message, with the place at which it stands in its file.
struct MessageTemplate {
  liquid::Template source;
  Place place;
  FieldRule rule = {};
  std::vector<TextJump> jumps = {};
  // Of a text with mistakes: words that may be names of its own, as far as could be read.
  std::set<std::string, std::less<>> unsure = {};
};

// A field that is not one text: as it stands or, of a list, each item a template.
struct MessageValue {
  PlainValue value;
  std::vector<MessageTemplate> items;
};

// Nobody's language: asks for the base's texts alone.
inline constexpr std::string_view base_language = "und";

// The texts of one message on one channel in one language, each of the nearest file that has it.
struct MessageTexts {
  std::string language;  // of the nearest file; "" = the shop's own
  std::map<std::string, const MessageTemplate*> fields;
  std::map<std::string, const MessageValue*> values;
  // What can be read of texts with mistakes, for check to look for more of them. Never sent.
  std::map<std::string, const MessageTemplate*> unread = {};
};

class MessageLibrary {
 public:
  // Syntax mistakes go to `problems` with their places; the text is then missing here.
  MessageLibrary(const MessageFiles& files, Problems& problems);

  std::vector<std::string> names() const;
  bool contains(std::string_view message) const;
  std::vector<std::string> channels(std::string_view message) const;
  // Languages that this message is translated to.
  std::vector<std::string> languages(std::string_view message) const;
  Place place(std::string_view message) const;
  // For a customer of this language ("" = unknown): of its files from near to far, then of those of the
  // shop's language, then of the base. Nothing if the message has no text for the channel.
  std::optional<MessageTexts> texts(std::string_view message, std::string_view channel,
                                    std::string_view language) const;
  const MessageTemplate* layout(std::string_view name) const;
  // "; did you mean "mail"?" of a name that is none, or "".
  std::string like_layout(std::string_view name) const;
  liquid::Partials& partials() const { return *partials_; }
  const PictureFiles& pictures() const { return *pictures_; }
  // Where a mistake stands: in the file of the text, or in that of a partial which the text shows.
  Place place_of(const MessageTemplate& text, const liquid::Place& within) const;

 private:
  struct Fields {
    std::map<std::string, MessageTemplate> texts;
    std::map<std::string, MessageValue> values;
    std::map<std::string, MessageTemplate> unread;
    void add_to(MessageTexts& out) const;
  };
  struct Message {
    Place place;
    std::string language;                             // of the base; "" = the shop's own
    std::vector<std::string> base_tags;               // what a reader may want whom the base serves
    std::map<std::string, Fields, std::less<>> base;  // by channel
    std::map<std::string, std::map<std::string, Fields, std::less<>>, std::less<>> languages;
  };
  Fields parse(const ChannelFields& fields, Problems& problems) const;

  std::vector<std::string> shop_tags_;  // the shop's language, from near to far
  std::shared_ptr<const liquid::Environment> environment_;
  std::shared_ptr<const PictureFiles> pictures_;
  std::unique_ptr<liquid::Partials> partials_;
  std::map<std::string, Message, std::less<>> messages_;
  std::map<std::string, MessageTemplate, std::less<>> layouts_;
  std::map<std::string, Place, std::less<>> partial_places_;
};

// A mistake inside a template, said at its place in the file that the template stands in.
Place place_in_file(const Place& template_start, const liquid::Place& within,
                    const std::vector<TextJump>& jumps = {});

}  // namespace lifecycled
