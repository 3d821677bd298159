// Runs a command where the shop's database is: in the daemon by its control socket, or, with no daemon
// running, here under the same lock and by the same code. Blocks; the command line's own.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <boost/json/object.hpp>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "cli/control_socket.hpp"
#include "cli/data_command.hpp"
#include "cli/workplace.hpp"

namespace lifecycled {

// Whoever sits at the command line, also behind sudo.
std::string who_asks();

class Operator {
 public:
  // Loads the configuration; throws CommandError with all mistakes if there are any that matter: without a
  // daemon all of them, else those of lifecycled.toml.
  Operator(const std::filesystem::path& configuration_file, const Clock& clock, Random& random, Log log);
  ~Operator();

  boost::json::object ask(const std::string& command, const boost::json::object& arguments = {});
  // For commands that only a running daemon can do.
  boost::json::object ask_daemon(const std::string& command, const boost::json::object& arguments = {});
  bool has_daemon() const { return daemon_.has_value(); }
  const Configuration& configuration() const { return configuration_; }
  // What an answer says to people: its moments by the shop's clock.
  std::string shown(std::string_view text) const;
  // Lets the engine take in what was appended, as the daemon would.
  void settle();

 private:
  struct Here;
  Here& here();
  boost::json::object erase_here(const std::string& name);

  const Clock& clock_;
  Random& random_;
  Log log_;
  Configuration configuration_;
  std::optional<ControlClient> daemon_;
  std::unique_ptr<Here> here_;
};

}  // namespace lifecycled
