// What a plugin says of itself: its channel types, their options and help; and the check of given options
// against it. The plugin is asked in a process of its own (lifecycled-plugin-host --describe), so that a
// broken one harms nobody. Any thread; describe_plugin blocks for some milliseconds, at most for its limit.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "channel/option_values.hpp"

namespace lifecycled {

enum class OptionType : std::int32_t {
  Text = 1,
  Secret = 2,
  Integer = 3,
  Boolean = 4,
  Seconds = 5,
  Url = 6,
  TextList = 7,
};
std::string_view to_text(OptionType type);  // "text", "secret", ...
std::optional<OptionType> option_type_from_text(std::string_view text);

struct OptionInfo {
  std::string key;
  OptionType type = OptionType::Text;
  bool required = false;
  std::string default_value;  // written as the user would
  std::string help;
  std::vector<std::string> choices;       // empty: any
  std::int64_t minimum = 0, maximum = 0;  // both 0: any; a maximum below the minimum: no upper bound

  bool is_bounded() const { return minimum != 0 || maximum != 0; }
};

struct ChannelTypeInfo {
  std::string id;            // as in type = "email"
  std::string address_kind;  // "email", "phone", "webpush", "" = whatever
  std::string help;
  std::vector<OptionInfo> options;
  std::vector<OptionInfo> message_fields;
};

struct PluginInfo {
  std::filesystem::path file;
  std::string id, name, version, vendor;
  std::vector<ChannelTypeInfo> types;
};

// Why a plugin could not be asked: where, what, what to do, in one line.
struct PluginFault {
  std::filesystem::path file;
  std::string text;
};

std::variant<PluginInfo, PluginFault> describe_plugin(
    const std::filesystem::path& host_program, const std::filesystem::path& plugin,
    std::chrono::milliseconds limit = std::chrono::seconds(10));

// Reads what --describe prints.
std::variant<PluginInfo, PluginFault> plugin_info_from_json(const std::filesystem::path& plugin,
                                                            std::string_view json);

// A mistake in [channel.NAME]; the caller knows the place of the key.
struct OptionError {
  std::string key;                                 // the option to blame
  bool at_key;                                     // blame the key itself (unknown, missing), not its value
  std::string text;                                // without the place
  std::optional<std::size_t> item = std::nullopt;  // of a list
};

struct CheckedOptions {
  OptionValues values;  // complete: defaults filled in, seconds as integers, lists as lists
  std::vector<OptionError> errors;
};

// Secrets are only checked for their form here.
// `known_beside` are the keys that every channel has, for "did you mean".
CheckedOptions check_options(const std::vector<OptionInfo>& declared, const OptionValues& given,
                             std::span<const std::string_view> known_beside = {});
// One value: brought into the form that a plugin reads, or what is wrong with it.
std::optional<OptionError> check_option(const OptionInfo& option, OptionValue& value);
// What stands for an option that is not given.
OptionValue default_of(const OptionInfo& option);

// Replaces each secret's reference by what it refers to (base/secret.hpp).
std::vector<OptionError> resolve_secrets(const std::vector<OptionInfo>& declared, OptionValues& values);

}  // namespace lifecycled
