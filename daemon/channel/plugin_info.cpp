#include "channel/plugin_info.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <boost/json.hpp>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/text.hpp"
#include "channel/child_process.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;
using std::chrono::steady_clock;

constexpr std::size_t most_answer = 1u << 20;

// Reads until the end of file, the limit in time or the limit in bytes. False when a limit was hit.
bool read_answer(int from, std::chrono::milliseconds limit, std::string& answer) {
  const auto give_up_at = steady_clock::now() + limit;
  char bytes[65536];
  while (answer.size() < most_answer) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(give_up_at - steady_clock::now()).count();
    pollfd watched{from, POLLIN, 0};
    if (left <= 0 || ::poll(&watched, 1, static_cast<int>(left)) == 0) return false;
    const ssize_t n = ::read(from, bytes, sizeof bytes);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return true;
    answer.append(bytes, static_cast<std::size_t>(n));
  }
  return false;
}

constexpr std::size_t longest_text = 1000;

// These texts are a stranger's, and meet terminals, logs and files.
std::string text_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr) return "";
  return clean_line(std::string_view(value->as_string()), longest_text);
}

// What is written into TOML as it is: keys and ids.
std::string name_at(const json::object& object, std::string_view key, std::string_view also = "") {
  std::string name = text_at(object, key);
  const auto is_fit = [also](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || also.find(c) != also.npos;
  };
  if (name.empty() || name.size() > 64 || !std::ranges::all_of(name, is_fit)) {
    throw std::runtime_error("\"" + name + "\" is no " + std::string(key) +
                             " (letters, digits, \"_\" and \"-\")");
  }
  return name;
}

std::int64_t number_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value == nullptr ? 0 : value->to_number<std::int64_t>();
}

std::vector<OptionInfo> options_at(const json::object& object, std::string_view key) {
  std::vector<OptionInfo> options;
  for (const auto& entry : object.at(key).as_array()) {
    const auto& o = entry.as_object();
    OptionInfo option;
    option.key = name_at(o, "key");
    if (std::ranges::find(options, option.key, &OptionInfo::key) != options.end()) {
      throw std::runtime_error("it declares \"" + option.key + "\" twice");
    }
    const auto type = number_at(o, "type");
    if (type < 1 || type > 7) {
      throw std::runtime_error("option \"" + option.key + "\" is of a type that this version does not know");
    }
    option.type = static_cast<OptionType>(type);
    option.required = o.at("required").as_bool();
    option.default_value = text_at(o, "default");
    option.help = text_at(o, "help");
    option.minimum = number_at(o, "minimum");
    option.maximum = number_at(o, "maximum");
    const std::string choices = text_at(o, "choices");
    if (!choices.empty()) {
      for (const auto choice : split(choices, '|')) option.choices.emplace_back(choice);
    }
    options.push_back(std::move(option));
  }
  return options;
}

}  // namespace

std::variant<PluginInfo, PluginFault> plugin_info_from_json(const std::filesystem::path& plugin,
                                                            std::string_view text) {
  try {
    const json::value parsed = json::parse(json::string_view(text.data(), text.size()));
    const auto& root = parsed.as_object();
    PluginInfo info;
    info.file = plugin;
    info.id = text_at(root, "id");
    info.name = text_at(root, "name");
    info.version = text_at(root, "version");
    info.vendor = text_at(root, "vendor");
    for (const auto& entry : root.at("types").as_array()) {
      const auto& t = entry.as_object();
      info.types.push_back({name_at(t, "id", "."), text_at(t, "address_kind"), text_at(t, "help"),
                            options_at(t, "options"), options_at(t, "message_fields")});
    }
    for (const ChannelTypeInfo& type : info.types) {
      for (const OptionInfo& field : type.message_fields) {
        if (field.type == OptionType::Secret)
          throw std::runtime_error("its message field \"" + field.key +
                                   "\" is a secret; a message cannot hold one");
      }
    }
    return info;
  } catch (const std::exception& e) {
    return PluginFault{plugin,
                       plugin.string() + ": describes itself in a way that cannot be read: " + e.what()};
  }
}

std::variant<PluginInfo, PluginFault> describe_plugin(const std::filesystem::path& host_program,
                                                      const std::filesystem::path& plugin,
                                                      std::chrono::milliseconds limit) {
  const std::string where = plugin.string() + ": ";
  try {
    int answer_pipe[2], error_pipe[2];
    if (::pipe2(answer_pipe, O_CLOEXEC) != 0)
      throw std::system_error(errno, std::generic_category(), "pipe2");
    Descriptor answer_end(answer_pipe[0]), answer_theirs(answer_pipe[1]);
    if (::pipe2(error_pipe, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
    Descriptor error_end(error_pipe[0]), error_theirs(error_pipe[1]);
    // A plugin that prints more than this is cut short, and is not waited for.
    ::fcntl(error_pipe[1], F_SETFL, O_NONBLOCK);

    ChildProcess child(host_program, {"--describe", plugin.string()}, {}, answer_theirs.get(),
                       error_theirs.get());
    answer_theirs = Descriptor();
    error_theirs = Descriptor();
    std::string answer, complaint;
    const bool whole = read_answer(answer_end.get(), limit, answer);
    if (!whole) {
      child.kill();
      return PluginFault{plugin, where + "did not describe itself in time"};
    }
    read_answer(error_end.get(), std::chrono::seconds(1), complaint);
    const std::string end = child.bury();
    if (end == "exited with status 0") return plugin_info_from_json(plugin, answer);
    // The host program's own word begins with its name; the last line is the reason.
    const std::string_view lines = trimmed(complaint);
    const std::string_view last = lines.substr(lines.rfind('\n') + 1);
    constexpr std::string_view ours = "lifecycled-plugin-host: ";
    if (last.starts_with(ours))
      return PluginFault{plugin, clean_line(last.substr(ours.size()), longest_text)};
    return PluginFault{plugin, where + "cannot be asked what it offers: the process " + end};
  } catch (const std::system_error& e) {
    return PluginFault{plugin, where + "cannot be asked what it offers: " + e.what()};
  }
}

std::string_view to_text(OptionType type) {
  switch (type) {
    case OptionType::Text:
      return "text";
    case OptionType::Secret:
      return "secret";
    case OptionType::Integer:
      return "integer";
    case OptionType::Boolean:
      return "boolean";
    case OptionType::Seconds:
      return "seconds";
    case OptionType::Url:
      return "url";
    case OptionType::TextList:
      return "text_list";
  }
  return "unknown";
}

std::optional<OptionType> option_type_from_text(std::string_view text) {
  for (std::int32_t n = 1; n <= 7; ++n) {
    if (to_text(static_cast<OptionType>(n)) == text) return static_cast<OptionType>(n);
  }
  return std::nullopt;
}

}  // namespace lifecycled
