#include "config/message_reader.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/folder.hpp"
#include "config/key_sets.hpp"
#include "config/known_codes.hpp"
#include "config/picture_reader.hpp"
#include "config/table_reader.hpp"
#include "config/toml_tree.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

namespace fs = std::filesystem;

// Long HTML lies in a file of its own; the field is then read from there.
constexpr std::string_view html_file_key = "html_file", html_key = "html", language_key = "language";
constexpr const char* picture_folder = "pictures";

using Channels = std::map<std::string, ChannelFields>;

class MessageReader {
 public:
  MessageReader(const fs::path& folder, const fs::path& shown, std::vector<std::string> channels,
                Problems& problems)
      : folder_(folder), shown_(shown), channels_(std::move(channels)), problems_(problems) {
    for (const char* usual : {"email", "sms", "whatsapp", "webpush", "call-list"}) channels_.push_back(usual);
  }

  MessageFiles read() {
    const std::vector<fs::path> files = files_below(folder_, ".toml");
    // Bases come before their languages, whatever the alphabet says.
    for (const bool languages : {false, true}) {
      for (const fs::path& file : files) {
        if (is_shared(file)) continue;
        const std::string stem = file.stem().string();
        if (const auto dot = stem.find('.'); dot == std::string::npos) {
          if (!languages) read_base(file);
        } else if (languages) {
          read_language(file, stem.substr(0, dot), stem.substr(dot + 1));
        }
      }
    }
    std::ranges::sort(out_.messages, {}, &MessageDefinition::name);
    out_.layouts = read_shared("layouts");
    out_.partials = read_shared("partials");
    out_.pictures = std::make_shared<const PictureFiles>(
        read_pictures(folder_ / picture_folder, shown(picture_folder), problems_));
    return std::move(out_);
  }

 private:
  static bool is_shared(const fs::path& file) {
    const fs::path first = *file.begin();
    return file.has_parent_path() && (first == "layouts" || first == "partials" || first == picture_folder);
  }

  std::string shown(const fs::path& file) const { return (shown_ / file).string(); }

  void read_base(const fs::path& file) {
    fs::path name = file;
    name.replace_extension();
    for (const fs::path& part : name) {
      if (is_plain_name(part.string())) continue;
      problems_.error({shown(file), 0, 0}, fmt::format("a message cannot be called \"{}\"", name.string()),
                      "use small letters, digits, \"-\" and \"_\"");
      break;
    }
    MessageDefinition message;
    message.name = name.string();
    message.place = {shown(file), 1, 1};
    message.channels = read_channels(file, &message);
    out_.messages.push_back(std::move(message));
  }

  void read_language(const fs::path& file, const std::string& base, const std::string& tag) {
    const Place whole{shown(file), 0, 0};
    const std::string name = (file.parent_path() / base).string();
    Channels channels = read_channels(file);
    const auto language = canonical_language(tag);
    if (!language || !is_known_language(*language)) {
      const std::string near = language ? nearest_language(*language) : "";
      problems_.error(whole, fmt::format("\"{}\" is no language", tag),
                      near.empty()
                          ? fmt::format("name the file {}.fr.toml, {}.zh-Hant.toml or the like", base, base)
                          : near);
      return;
    }
    const auto message = std::ranges::find(out_.messages, name, &MessageDefinition::name);
    if (message == out_.messages.end()) {
      problems_.error(whole,
                      fmt::format("there is no {}.toml beside it, which every language starts from", base));
      return;
    }
    if (*language == message->language) {
      problems_.error(whole, fmt::format("{}.toml itself is in {}, by its \"language\"", base, *language),
                      "keep one of the two");
      return;
    }
    check_against_base(message->channels, channels);
    if (!message->languages.emplace(*language, std::move(channels)).second) {
      problems_.error(whole, fmt::format("a second file for the language {}", *language), "keep one");
    }
  }

  // A language may say more than its base, but a name nearly the same is a slip of the pen.
  void check_against_base(const Channels& base, const Channels& language) {
    for (const auto& [channel, fields] : language) {
      const auto same = base.find(channel);
      if (same == base.end()) continue;
      std::vector<std::string> names;
      for (const auto& [name, field] : same->second) names.push_back(name);
      for (const auto& [name, field] : fields) {
        const std::string near = same->second.contains(name) ? "" : did_you_mean(name, names);
        if (near.empty()) continue;
        problems_.warning(field.place, fmt::format("[{}] has no \"{}\" in the first language", channel, name),
                          near);
      }
    }
  }

  // The language of a base, which needs none where it is the shop's own.
  std::string read_own_language(const TomlEntry& entry) {
    const auto* text = std::get_if<std::string>(&entry.value.is);
    const auto language = text ? canonical_language(*text) : std::nullopt;
    if (language && is_known_language(*language)) return *language;
    const std::string near = language ? nearest_language(*language) : "";
    problems_.error(entry.value.place,
                    fmt::format("\"language\" must be a language, not {}", ::lifecycled::shown(entry.value)),
                    near.empty() ? "write it as in \"fr\" or \"zh-Hant\"" : near);
    return "";
  }

  // `base`: told what else stands in its file.
  Channels read_channels(const fs::path& file, MessageDefinition* base = nullptr) {
    Channels out;
    const auto text = read_text((folder_ / file).string(), shown(file), {shown(file), 0, 0}, problems_);
    if (!text) return out;
    const auto root = parse_toml(*text, shown(file), problems_);
    if (!root) return out;
    for (const TomlEntry& entry : root->entries) {
      if (const auto* table = std::get_if<TomlTable>(&entry.value.is)) {
        if (!is_plain_name(entry.key)) {
          problems_.error(entry.key_place, fmt::format("no channel can be called \"{}\"", entry.key),
                          "a message has a table for each channel, such as [email]");
        } else if (std::ranges::find(channels_, entry.key) == channels_.end()) {
          const std::string near = did_you_mean(entry.key, channels_);
          problems_.warning(entry.key_place, fmt::format("no channel is called \"{}\"", entry.key),
                            near.empty() ? "nobody is sent these texts" : near);
        }
        out.emplace(entry.key, read_fields(file, entry.key, *table));
        if (base) base->tables.emplace(entry.key, table->place);
      } else if (base && entry.key == language_key) {
        base->language = read_own_language(entry);
      } else if (entry.key == language_key) {
        problems_.error(entry.key_place, "a translation's language is that of its name",
                        "take this line away, or name the file after the language");
      } else {
        problems_.error(entry.key_place, fmt::format("\"{}\" stands outside a channel's table", entry.key),
                        "move it below [email] or the channel that it is for");
      }
    }
    return out;
  }

  // A field that is no text: whether it may be one only its plugin knows.
  std::optional<MessageField> read_plain(const TomlEntry& entry) {
    const auto refuse = [&](const TomlValue& value, std::string_view must_be) {
      problems_.error(value.place, fmt::format("\"{}\" must be {}, not {}", entry.key, must_be,
                                               ::lifecycled::shown(value)));
      return std::nullopt;
    };
    const auto& texts = key_sets::message.keys;
    if (std::ranges::find(texts, entry.key) != texts.end()) return refuse(entry.value, "text");
    MessageField field{
        .place = entry.value.place, .key_place = entry.key_place, .value_place = entry.value.place};
    const auto& is = entry.value.is;
    if (const auto* whole = std::get_if<std::int64_t>(&is)) {
      field.value = *whole;
    } else if (const auto* number = std::get_if<double>(&is)) {
      field.value = *number;
    } else if (const auto* yes = std::get_if<bool>(&is)) {
      field.value = *yes;
    } else if (const auto* items = std::get_if<std::vector<TomlValue>>(&is)) {
      std::vector<std::string> list;
      for (const TomlValue& item : *items) {
        const auto* one = std::get_if<std::string>(&item.is);
        if (!one) return refuse(item, "a list of texts");
        list.push_back(*one);
        field.item_places.push_back(item.text_place);
        field.item_jumps.push_back(item.text_jumps);
      }
      field.value = std::move(list);
    } else {
      return refuse(entry.value, "text, a number, true or false, or a list of texts");
    }
    return field;
  }

  ChannelFields read_fields(const fs::path& file, const std::string& channel, const TomlTable& table) {
    ChannelFields out;
    for (const TomlEntry& entry : table.entries) {
      const auto* text = std::get_if<std::string>(&entry.value.is);
      if (!text) {
        if (auto field = read_plain(entry)) out.emplace(entry.key, std::move(*field));
      } else if (entry.key != html_file_key) {
        out.emplace(entry.key, MessageField{.source = *text,
                                            .place = entry.value.text_place,
                                            .key_place = entry.key_place,
                                            .value_place = entry.value.place,
                                            .jumps = entry.value.text_jumps});
      } else if (table.find(html_key)) {
        problems_.error(entry.key_place, fmt::format("[{}] has both \"html\" and \"html_file\"", channel),
                        "keep one of the two");
      } else {
        const fs::path beside = (file.parent_path() / *text).lexically_normal();
        if (auto html = read_text((folder_ / beside).string(), shown(beside), entry.value.place, problems_)) {
          out.emplace(std::string(html_key), MessageField{std::move(*html), {shown(beside), 1, 1}});
        }
      }
    }
    return out;
  }

  std::map<std::string, MessageField> read_shared(const std::string& kind) {
    std::map<std::string, MessageField> out;
    for (const fs::path& file : files_below(folder_ / kind, "")) {
      const fs::path path = fs::path(kind) / file;
      auto text = read_text((folder_ / path).string(), shown(path), {shown(path), 0, 0}, problems_);
      if (!text) continue;
      fs::path name = file;
      name.replace_extension();
      if (!out.emplace(name.string(), MessageField{std::move(*text), {shown(path), 1, 1}}).second) {
        problems_.error({shown(path), 0, 0}, fmt::format("a second file for {}/{}", kind, name.string()),
                        "keep one");
      }
    }
    return out;
  }

  fs::path folder_, shown_;
  std::vector<std::string> channels_;
  Problems& problems_;
  MessageFiles out_;
};

}  // namespace

MessageFiles read_messages(const std::string& folder, const std::string& shown,
                           const std::vector<std::string>& channels, Problems& problems) {
  return MessageReader(folder, shown, channels, problems).read();
}

}  // namespace lifecycled
