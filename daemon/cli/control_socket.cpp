#include "cli/control_socket.hpp"

#include <cstring>
#include <stdexcept>

#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/json_fields.hpp"
#include "base/spawn.hpp"
#include "cli/data_command.hpp"

namespace lifecycled {
namespace {

using boost::asio::use_awaitable;
using boost::asio::local::stream_protocol;

constexpr std::size_t longest_line = 8 << 20;

// A channel's process must not be able to answer for us, nor keep a client waiting once we are gone.
void keep_from_children(int descriptor) { ::fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

}  // namespace

struct ControlServer::Server : std::enable_shared_from_this<Server> {
  Server(boost::asio::any_io_executor io_, std::filesystem::path path_, Handler handler_, Log log_)
      : io(io_), path(std::move(path_)), acceptor(io_), handler(std::move(handler_)), log(std::move(log_)) {}

  boost::asio::awaitable<void> accept() {
    const auto self = shared_from_this();
    for (;;) {
      auto socket = co_await acceptor.async_accept(use_awaitable);
      keep_from_children(socket.native_handle());
      spawn(io, log, "control connection", serve(std::move(socket)));
    }
  }

  boost::asio::awaitable<void> serve(stream_protocol::socket socket) {
    const auto self = shared_from_this();
    std::string buffer;
    try {
      for (;;) {
        auto line_buffer = boost::asio::dynamic_buffer(buffer, longest_line);
        const std::size_t size =
            co_await boost::asio::async_read_until(socket, line_buffer, '\n', use_awaitable);
        const std::string line = buffer.substr(0, size);
        buffer.erase(0, size);
        auto answer = co_await this->answer(line);
        answer += '\n';
        co_await boost::asio::async_write(socket, boost::asio::buffer(answer), use_awaitable);
      }
    } catch (const boost::system::system_error&) {
      // The client has gone: nothing is owed to it.
    }
  }

  boost::asio::awaitable<std::string> answer(std::string line) {
    boost::json::object out;
    std::string mistake;
    const auto request = parse_json(line, mistake);
    const auto command = request ? text_at(*request, "command") : std::nullopt;
    if (!command) {
      out = {{"ok", false}, {"error", "the request is no JSON object with a command"}};
      co_return boost::json::serialize(out);
    }
    const auto* arguments = member(*request, "arguments");
    auto given = arguments && arguments->is_object() ? arguments->get_object() : boost::json::object{};
    try {
      auto result = co_await handler(*command, std::move(given));
      out = {{"ok", true}, {"result", std::move(result)}};
    } catch (const std::exception& error) {
      out = {{"ok", false}, {"error", error.what()}};
    }
    co_return boost::json::serialize(out);
  }

  boost::asio::any_io_executor io;
  std::filesystem::path path;
  stream_protocol::acceptor acceptor;
  Handler handler;
  Log log;
};

ControlServer::ControlServer(boost::asio::any_io_executor io, std::filesystem::path socket, Handler handler,
                             Log log)
    : server_(std::make_shared<Server>(io, std::move(socket), std::move(handler), log)) {
  // Whoever holds the state folder's lock owns the name; what lies there is a dead daemon's.
  ::unlink(server_->path.c_str());
  if (server_->path.string().size() >= sizeof(sockaddr_un{}.sun_path)) {
    throw std::runtime_error(server_->path.string() +
                             ": too long for a socket; choose a shorter state folder");
  }
  const stream_protocol::endpoint endpoint(server_->path.string());
  server_->acceptor.open();
  keep_from_children(server_->acceptor.native_handle());
  const auto mask = ::umask(0117);
  server_->acceptor.bind(endpoint);
  ::umask(mask);
  ::chmod(server_->path.c_str(), 0660);
  server_->acceptor.listen();
  spawn(io, log, "control socket", server_->accept());
}

ControlServer::~ControlServer() {
  boost::system::error_code ignored;
  server_->acceptor.close(ignored);
  ::unlink(server_->path.c_str());
}

std::optional<ControlClient> ControlClient::connect(const std::filesystem::path& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket.string().size() >= sizeof address.sun_path) return std::nullopt;
  std::strncpy(address.sun_path, socket.c_str(), sizeof address.sun_path - 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (fd >= 0) ::close(fd);
    return std::nullopt;
  }
  return ControlClient(fd);
}

ControlClient::ControlClient(ControlClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), buffer_(std::move(other.buffer_)) {}

ControlClient::~ControlClient() {
  if (fd_ >= 0) ::close(fd_);
}

boost::json::object ControlClient::ask(const std::string& command, const boost::json::object& arguments) {
  std::string line =
      boost::json::serialize(boost::json::object{{"command", command}, {"arguments", arguments}}) + "\n";
  for (std::string_view rest = line; !rest.empty();) {
    const ssize_t count = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw CommandError("the daemon closed the control socket; look at its log");
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  while (buffer_.find('\n') == std::string::npos) {
    char block[65536];
    const ssize_t count = ::recv(fd_, block, sizeof block, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw CommandError("the daemon ended before it answered; look at its log");
    buffer_.append(block, static_cast<std::size_t>(count));
  }
  const std::size_t end = buffer_.find('\n');
  std::string mistake;
  const auto answer = parse_json(std::string_view(buffer_).substr(0, end), mistake);
  buffer_.erase(0, end + 1);
  if (!answer || !answer->is_object()) throw CommandError("the daemon's answer cannot be read: " + mistake);
  const auto* ok = member(*answer, "ok");
  if (!ok || !ok->is_bool() || !ok->get_bool()) {
    throw CommandError(text_at(*answer, "error").value_or("the daemon refused without a word"));
  }
  const auto* result = member(*answer, "result");
  return result && result->is_object() ? result->get_object() : boost::json::object{};
}

}  // namespace lifecycled
