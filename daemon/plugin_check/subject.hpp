// What a check looks at: a plugin's file, one of its channel types, and what its author told about it. One
// thread, in the process of one check.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "channel/outbound_message.hpp"
#include "channel/plugin_info.hpp"
#include "channel/plugin_library.hpp"
#include "plugin_check/check_config.hpp"

namespace lifecycled::plugin_check {

class Subject {
 public:
  // `type` may be "" as long as no check asks about a type.
  Subject(std::filesystem::path file, std::string type, CheckConfig config, bool has_config);
  // Removes the folder that the options may name.
  ~Subject();
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  const std::filesystem::path& file() const { return file_; }
  const std::string& type_id() const { return type_; }
  const CheckConfig& config() const { return config_; }
  // The author's recorded requests that are for this type.
  std::vector<WebhookSample> webhooks() const;
  bool has_config() const { return has_config_; }

  // Loaded at the first call. Throws PluginError.
  std::shared_ptr<const PluginLibrary> library();
  const lc_channel_type& type();
  std::vector<OptionInfo> options();

  // Complete values as the host would pass them: the author's, else made up where required, else the default.
  // `variant` makes texts, secrets and folders differ. Ends the check when the author's do not fit.
  OptionValues option_values(int variant = 0);
  // The same without what is not required.
  OptionValues required_values();
  // The secrets among them.
  std::vector<std::string> secrets(const OptionValues& values);

  // A folder of this check's own, removed at its end.
  const std::filesystem::path& folder();

  // A message as the daemon would queue it; `number` makes it differ from others.
  OutboundMessage message(unsigned number = 1);
  std::vector<OutboundMessage> messages(std::size_t count);

 private:
  OptionValues given();
  OptionValues complete(OptionValues given, int variant);
  std::string filled_in(std::string text, int variant);

  const std::filesystem::path file_;
  const std::string type_;
  const CheckConfig config_;
  const bool has_config_;
  std::shared_ptr<const PluginLibrary> library_;
  std::filesystem::path folder_;  // made when first needed
};

// What the daemon itself reads of [channel.NAME], which is an option of the plugin only if it declares it so.
bool is_key_of_daemon(std::string_view key);

// As a plugin declares them; what a shorter struct lacks is absent.
std::vector<OptionInfo> declared(const lc_option* const* options);

// A port of this machine that nobody listens on.
int closed_port();

}  // namespace lifecycled::plugin_check
