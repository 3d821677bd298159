// For tests of this folder: a server on a free port with its io thread, and a client that sends bytes as they
// are.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "store/store.hpp"
#include "web/http_server.hpp"

namespace lifecycled {

// The first header of this name in a raw answer, "" if it has none.
inline std::string answer_header(std::string_view answer, std::string_view name) {
  const auto head = answer.substr(0, answer.find("\r\n\r\n") + 2);
  const auto at = head.find("\r\n" + std::string(name) + ": ");
  if (at == std::string_view::npos) return {};
  const auto from = at + name.size() + 4;
  return std::string(head.substr(from, head.find("\r\n", from) - from));
}

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("cannot connect");
    }
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void send(std::string_view text) {
    while (!text.empty()) {
      const auto size = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (size <= 0) return;  // the server closed: what it said before can still be read
      text.remove_prefix(static_cast<std::size_t>(size));
    }
  }
  void end() { ::shutdown(socket_, SHUT_WR); }

  // One answer by its Content-Length; "" when the connection ended before it.
  std::string receive(bool has_body = true) {
    for (;;) {
      const auto head = buffer_.find("\r\n\r\n");
      if (head != std::string::npos) {
        const std::string length = answer_header(buffer_, "Content-Length");
        const std::size_t size = head + 4 + (has_body && !length.empty() ? std::stoul(length) : 0);
        if (buffer_.size() >= size) {
          std::string answer = buffer_.substr(0, size);
          buffer_.erase(0, size);
          return answer;
        }
      }
      if (!read_more()) return {};
    }
  }
  // Until the server closes.
  std::string receive_all() {
    while (read_more()) {
    }
    return std::exchange(buffer_, {});
  }
  std::string ask(std::string_view text) {
    send(text);
    return receive();
  }

 private:
  bool read_more() {
    char bytes[4096];
    const auto size = ::recv(socket_, bytes, sizeof bytes, 0);
    if (size <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(size));
    return true;
  }

  int socket_;
  std::string buffer_;
};

// Runs the io thread from start() to the end of its life.
class IoThread {
 public:
  boost::asio::io_context io{1};

  void start() {
    thread_ = std::thread([this] { io.run(); });
  }
  // Runs `task` on the io thread and waits for it.
  void run(boost::asio::awaitable<void> task) {
    boost::asio::co_spawn(io, std::move(task), boost::asio::use_future).get();
  }
  // Stops the loop where it is.
  void join() {
    io.stop();
    if (thread_.joinable()) thread_.join();
  }
  ~IoThread() { join(); }

 private:
  std::thread thread_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{io.get_executor()};
};

inline std::string post(std::string_view path, std::string_view body, std::string_view more_headers = {}) {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: shop\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(more_headers) + "\r\n" + std::string(body);
}
inline std::string get(std::string_view path, std::string_view more_headers = {}) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: shop\r\n" + std::string(more_headers) + "\r\n";
}
inline unsigned status_of(std::string_view answer) {
  return answer.size() < 12 ? 0 : static_cast<unsigned>(std::stoul(std::string(answer.substr(9, 3))));
}
inline std::string body_of(std::string_view answer) {
  const auto head = answer.find("\r\n\r\n");
  return head == std::string_view::npos ? "" : std::string(answer.substr(head + 4));
}

// A server whose routes keep what they take: a store in a folder of its own.
struct StoringServer {
  explicit StoringServer(const std::string& name)
      : folder(std::filesystem::temp_directory_path() / name),
        server(io.io.get_executor(), clock, {}, {}, router) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    store.emplace(io.io.get_executor(), Store::Settings{folder / "test.db", 1, {}});
  }
  ~StoringServer() {
    io.join();
    store.reset();
    std::filesystem::remove_all(folder);
  }
  // The routes stand.
  void start() {
    server.listen("127.0.0.1:0");
    io.start();
  }

  std::filesystem::path folder;
  SystemClock clock;
  Router router;
  IoThread io;
  HttpServer server;
  std::optional<Store> store;
  std::atomic<int> woken = 0;
};

}  // namespace lifecycled
