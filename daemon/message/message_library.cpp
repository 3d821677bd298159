#include "message/message_library.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "message/language.hpp"
#include "message/message_filters.hpp"

namespace lifecycled {
namespace {

// Partials by the names of their files; anything else does not exist, so a name can never lead out of the
// folder.
class FileLoader final : public liquid::Loader {
 public:
  explicit FileLoader(std::map<std::string, MessageField> files) : files_(std::move(files)) {}
  std::optional<std::string> load(std::string_view name) override {
    const auto found = files_.find(std::string(name));
    if (found == files_.end()) return std::nullopt;
    return found->second.source;
  }

 private:
  std::map<std::string, MessageField> files_;
};

// All that is wrong with one text; `first` is what ended its parsing.
void say_mistakes(const MessageField& field, const std::string& name, const liquid::Error& first,
                  const std::shared_ptr<const liquid::Environment>& environment, Problems& problems) {
  auto all = liquid::Template::mistakes(field.source, name, environment);
  if (all.empty()) all.push_back(first);
  for (const liquid::Error& mistake : all)
    problems.error(place_in_file(field.place, mistake.place(), field.jumps), mistake.text(), mistake.hint());
}

std::optional<MessageTemplate> parse_one(const MessageField& field,
                                         const std::shared_ptr<const liquid::Environment>& environment,
                                         Problems& problems) {
  try {
    return MessageTemplate{liquid::Template::parse(field.source, field.place.file, environment), field.place,
                           field.rule, field.jumps};
  } catch (const liquid::Error& error) {
    say_mistakes(field, field.place.file, error, environment, problems);
    return std::nullopt;
  }
}

}  // namespace

Place place_in_file(const Place& template_start, const liquid::Place& within,
                    const std::vector<TextJump>& jumps) {
  if (within.line == 0) return template_start;
  return place_in_text(template_start, jumps, within.line, within.column);
}

Place MessageLibrary::place_of(const MessageTemplate& text, const liquid::Place& within) const {
  const auto partial = partial_places_.find(within.name);
  if (within.name == text.source.name() || partial == partial_places_.end())
    return place_in_file(text.place, within, text.jumps);
  return place_in_file(partial->second, within);
}

MessageLibrary::MessageLibrary(const MessageFiles& files, Problems& problems)
    : shop_tags_(language_fallbacks(files.shop_language)),
      environment_(message_environment(files.pictures)),
      pictures_(files.pictures),
      partials_(
          std::make_unique<liquid::Partials>(environment_, std::make_shared<FileLoader>(files.partials))) {
  for (const MessageDefinition& definition : files.messages) {
    Message& message = messages_[definition.name];
    message.place = definition.place;
    message.language = definition.language;
    message.base_tags = definition.language.empty() ? shop_tags_ : language_fallbacks(definition.language);
    for (const auto& [channel, fields] : definition.channels) message.base[channel] = parse(fields, problems);
    for (const auto& [language, channels] : definition.languages) {
      for (const auto& [channel, fields] : channels)
        message.languages[language][channel] = parse(fields, problems);
    }
  }
  for (const auto& [name, field] : files.layouts) {
    if (auto parsed = parse_one(field, environment_, problems)) layouts_.emplace(name, std::move(*parsed));
  }
  // A broken partial would otherwise be found by the first customer who gets it.
  for (const auto& [name, field] : files.partials) {
    partial_places_.emplace(name, field.place);
    try {
      partials_->get(name);
    } catch (const liquid::Error& error) {
      say_mistakes(field, name, error, environment_, problems);
    }
  }
}

MessageLibrary::Fields MessageLibrary::parse(const ChannelFields& fields, Problems& problems) const {
  Fields out;
  for (const auto& [name, field] : fields) {
    if (std::holds_alternative<std::monostate>(field.value)) {
      if (auto parsed = parse_one(field, environment_, problems)) {
        out.texts.emplace(name, std::move(*parsed));
      } else if (auto part = liquid::Template::readable(field.source, field.place.file, environment_)) {
        out.unread.emplace(name, MessageTemplate{std::move(part->text), field.place, field.rule, field.jumps,
                                                 std::move(part->unsure)});
      }
      continue;
    }
    MessageValue value{field.value, {}};
    if (const auto* items = std::get_if<std::vector<std::string>>(&field.value)) {
      for (std::size_t i = 0; i < items->size(); ++i) {
        const MessageField item{
            .source = (*items)[i],
            .place = i < field.item_places.size() ? field.item_places[i] : field.place,
            .rule = field.rule,
            .jumps = i < field.item_jumps.size() ? field.item_jumps[i] : std::vector<TextJump>()};
        if (auto parsed = parse_one(item, environment_, problems)) value.items.push_back(std::move(*parsed));
      }
    }
    out.values.emplace(name, std::move(value));
  }
  return out;
}

// In place of what stands there: a language may write as text what the base has as a number.
void MessageLibrary::Fields::add_to(MessageTexts& out) const {
  for (const auto& [name, text] : texts) {
    out.fields[name] = &text;
    out.values.erase(name);
    out.unread.erase(name);
  }
  for (const auto& [name, text] : unread) out.unread[name] = &text;
  for (const auto& [name, value] : values) {
    out.values[name] = &value;
    out.fields.erase(name);
  }
}

std::vector<std::string> MessageLibrary::names() const {
  std::vector<std::string> out;
  for (const auto& [name, message] : messages_) out.push_back(name);
  return out;
}

bool MessageLibrary::contains(std::string_view message) const { return messages_.contains(message); }

std::vector<std::string> MessageLibrary::channels(std::string_view message) const {
  std::vector<std::string> out;
  if (const auto found = messages_.find(message); found != messages_.end()) {
    for (const auto& [channel, fields] : found->second.base) out.push_back(channel);
  }
  return out;
}

std::vector<std::string> MessageLibrary::languages(std::string_view message) const {
  std::vector<std::string> out;
  if (const auto found = messages_.find(message); found != messages_.end()) {
    for (const auto& [language, channels] : found->second.languages) out.push_back(language);
  }
  return out;
}

Place MessageLibrary::place(std::string_view message) const {
  const auto found = messages_.find(message);
  return found == messages_.end() ? Place{} : found->second.place;
}

std::optional<MessageTexts> MessageLibrary::texts(std::string_view name, std::string_view channel,
                                                  std::string_view language) const {
  const auto found = messages_.find(name);
  if (found == messages_.end()) return std::nullopt;
  const Message& message = found->second;
  const auto base = message.base.find(channel);
  if (base == message.base.end()) return std::nullopt;

  MessageTexts out;
  out.language = message.language;
  std::vector<const Fields*> translations;  // from near to far
  bool is_served = language == base_language;
  const auto look_for = [&](const std::vector<std::string>& tags) {
    for (const std::string& tag : tags) {
      if (is_served) return;
      if (const auto translation = message.languages.find(tag); translation != message.languages.end()) {
        if (const auto texts = translation->second.find(channel); texts != translation->second.end()) {
          if (translations.empty()) out.language = tag;
          translations.push_back(&texts->second);
        }
      }
      is_served = std::ranges::find(message.base_tags, tag) != message.base_tags.end();
    }
  };
  look_for(language_fallbacks(language));
  look_for(shop_tags_);
  base->second.add_to(out);
  for (auto nearer = translations.rbegin(); nearer != translations.rend(); ++nearer) (*nearer)->add_to(out);
  return out;
}

const MessageTemplate* MessageLibrary::layout(std::string_view name) const {
  const auto found = layouts_.find(name);
  return found == layouts_.end() ? nullptr : &found->second;
}

std::string MessageLibrary::like_layout(std::string_view name) const {
  std::vector<std::string> names;
  for (const auto& [known, layout] : layouts_) names.push_back(known);
  const std::string near = did_you_mean(std::string(name), names);
  return near.empty() ? "" : "; " + near;
}

}  // namespace lifecycled
