// The daemon's control socket: a Unix socket in the state folder (mode 0660). One JSON object a line: a
// request
// {"command": ..., "arguments": {...}}, and its answer {"ok": true, "result": {...}} or {"ok": false,
// "error": "..."}. Whoever may write to it may do what the operator may.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include "base/log.hpp"

namespace lifecycled {

// The daemon's side, on the io thread.
class ControlServer {
 public:
  using Handler = std::function<boost::asio::awaitable<boost::json::object>(std::string command,
                                                                            boost::json::object arguments)>;
  // What the handler throws becomes an error answer.
  ControlServer(boost::asio::any_io_executor io, std::filesystem::path socket, Handler handler, Log log);
  ~ControlServer();

 private:
  struct Server;
  std::shared_ptr<Server> server_;
};

// The command line's side. Blocks.
class ControlClient {
 public:
  // Nothing if no daemon listens there.
  static std::optional<ControlClient> connect(const std::filesystem::path& socket);
  ~ControlClient();
  ControlClient(ControlClient&& other) noexcept;
  ControlClient& operator=(ControlClient&&) = delete;

  // Throws CommandError with the daemon's words, or if it went away.
  boost::json::object ask(const std::string& command, const boost::json::object& arguments);

 private:
  explicit ControlClient(int fd) : fd_(fd) {}
  int fd_;
  std::string buffer_;
};

}  // namespace lifecycled
