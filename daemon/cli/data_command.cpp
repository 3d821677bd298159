#include "cli/data_command.hpp"

#include <algorithm>
#include <array>

namespace lifecycled {
namespace {

constexpr std::array commands{
    DataCommand{"status", run_status},
    DataCommand{"explain", run_explain},
    DataCommand{"stages", run_stages},
    DataCommand{"append", run_append, true},
    DataCommand{"recompute", run_recompute, true},
    DataCommand{"doubt", run_doubt, true},
};

}  // namespace

std::span<const DataCommand> data_commands() { return commands; }

const DataCommand* find_data_command(std::string_view name) {
  const auto found = std::ranges::find(commands, name, &DataCommand::name);
  return found == commands.end() ? nullptr : &*found;
}

}  // namespace lifecycled
