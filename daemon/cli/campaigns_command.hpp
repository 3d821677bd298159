// The options of `lifecycled campaigns` and `campaigns new`. Main thread.
#pragma once

#include <functional>
#include <string>

#include "cli/campaign_library.hpp"

namespace CLI {
class App;
}

namespace lifecycled {

struct CampaignsCommand {
  std::string file;
  bool json = false;
  NewCampaign fresh;
};

// `command` and `run` outlive the parsing; `run` becomes what was chosen. Answers `campaigns`, below which
// others may hang further commands.
CLI::App* add_campaign_commands(CLI::App& app, CampaignsCommand& command, std::function<int()>& run);

}  // namespace lifecycled
