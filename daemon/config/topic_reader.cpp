#include "config/topic_reader.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_topics = 50;
constexpr std::size_t longest_title = 200;
constexpr std::string_view example =
    R"(write offers = "Offers", or offers = { en = "Offers", nl = "Acties" })";

// Nothing when it is no title; `problems` then says so.
const std::string* title_of(const TomlValue& value, Problems& problems) {
  const auto* text = std::get_if<std::string>(&value.is);
  if (text && !trimmed(*text).empty() && text->size() <= longest_title) return text;
  problems.error(value.place, fmt::format("a topic's title is a text of 1 to {} bytes", longest_title),
                 std::string(example));
  return nullptr;
}

}  // namespace

std::vector<TopicSettings> read_topics(const TomlTable& topics, const std::string& shop_language,
                                       Problems& problems) {
  std::vector<TopicSettings> out;
  for (const TomlEntry& entry : topics.entries) {
    TopicSettings topic{entry.key, {}, entry.key_place};
    if (!is_plain_name(entry.key)) {
      problems.error(entry.key_place,
                     fmt::format("a topic cannot be called \"{}\"", shortened(entry.key, 60)),
                     "use small letters, digits, \"-\" and \"_\"");
      continue;
    }
    if (const auto* languages = std::get_if<TomlTable>(&entry.value.is)) {
      for (const TomlEntry& title : languages->entries) {
        const auto language = canonical_language(title.key);
        if (!language) {
          problems.error(title.key_place, fmt::format("\"{}\" is no language", shortened(title.key, 60)),
                         std::string(example));
        } else if (const std::string* text = title_of(title.value, problems)) {
          topic.titles[*language] = *text;
        }
      }
      if (languages->entries.empty())
        problems.error(entry.key_place, fmt::format("the topic {} has no title", entry.key),
                       std::string(example));
    } else if (const std::string* text = title_of(entry.value, problems)) {
      topic.titles[shop_language] = *text;
    }
    out.push_back(std::move(topic));
  }
  if (out.size() > most_topics)
    problems.error(topics.place, fmt::format("{} topics are more than anybody chooses from; at most {}",
                                             out.size(), most_topics));
  return out;
}

}  // namespace lifecycled
