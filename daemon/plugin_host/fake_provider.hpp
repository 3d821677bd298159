// An HTTP/1.1 server on loopback that does what a test's script says to each request, and counts what reaches
// it; a proxy as well. For tests. The script runs on the connection's thread.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lifecycled::tests {

// Connections to a listening socket on loopback, a thread each.
class LoopbackServer {
 public:
  LoopbackServer() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 512) != 0)
      std::abort();
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;
  ~LoopbackServer() { end(); }

  int port() const { return port_; }
  int connections() const { return connections_; }
  void wait_for_connections_to_end() {
    std::unique_lock lock(mutex_);
    ended_.wait_for(lock, std::chrono::seconds(20), [this] { return sockets_.empty(); });
  }

 protected:
  void begin(std::function<void(int, int)> serve) {
    acceptor_ = std::thread([this, serve = std::move(serve)] {
      for (int socket = 0; (socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
        const int number = ++connections_;
        const std::scoped_lock lock(mutex_);
        sockets_.push_back(socket);
        threads_.emplace_back([this, serve, socket, number] {
          serve(socket, number);
          const std::scoped_lock closing(mutex_);
          sockets_.remove(socket);
          ::close(socket);
          ended_.notify_all();
        });
      }
    });
  }
  // Called by whoever derives, before what `serve` uses is gone.
  void end() {
    if (!acceptor_.joinable()) return;
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    ::close(listener_);
    {
      const std::scoped_lock lock(mutex_);
      for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    }
    for (auto& thread : threads_) thread.join();
  }

 private:
  const int listener_;
  int port_ = 0;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::list<int> sockets_;
  std::list<std::thread> threads_;
  std::thread acceptor_;
};

class FakeProvider : public LoopbackServer {
 public:
  struct Request {
    std::string method, target, head, body;
    int connection = 0;     // counted from 1
    int on_connection = 0;  // the how manieth of its connection, from 1

    bool has_header(const std::string& line) const { return head.find("\r\n" + line + "\r\n") != head.npos; }
  };
  struct Answer {
    std::string bytes;
    enum class Then { Continue, Close, Hold, Tunnel } then = Then::Continue;
    int tunnel_to = 0;  // port
  };
  using Script = std::function<Answer(const Request&)>;

  static Answer answer(int status, const std::string& body, const std::string& headers = "") {
    return {"HTTP/1.1 " + std::to_string(status) + " Some\r\nContent-Length: " + std::to_string(body.size()) +
            "\r\n" + headers + "\r\n" + body};
  }
  static Answer ok() { return answer(200, "ok"); }
  static Answer cut() { return {"", Answer::Then::Close}; }
  static Answer hold() { return {"", Answer::Then::Hold}; }

  explicit FakeProvider(Script script = [](const Request&) { return ok(); }) : script_(std::move(script)) {
    begin([this](int socket, int number) { serve(socket, number); });
  }
  ~FakeProvider() { end(); }

  std::string url(const std::string& path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port()) + path;
  }
  std::vector<Request> requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }
  std::size_t count() const { return requests().size(); }
  bool wait_for_requests(std::size_t count) const {
    std::unique_lock lock(mutex_);
    return came_.wait_for(lock, std::chrono::seconds(20), [&] { return requests_.size() >= count; });
  }

 private:
  void serve(int socket, int number) {
    std::string buffer;
    for (int nth = 1;; ++nth) {
      Request request;
      if (!read_request(socket, buffer, request)) return;
      request.connection = number;
      request.on_connection = nth;
      {
        const std::scoped_lock lock(mutex_);
        requests_.push_back(request);
      }
      came_.notify_all();
      const Answer answer = script_(request);
      if (::send(socket, answer.bytes.data(), answer.bytes.size(), MSG_NOSIGNAL) < 0) return;
      switch (answer.then) {
        case Answer::Then::Continue:
          break;
        case Answer::Then::Close:
          return;
        case Answer::Then::Hold:
          return wait_for_end(socket);
        case Answer::Then::Tunnel:
          return tunnel(socket, answer.tunnel_to);
      }
    }
  }

  static bool read_more(int socket, std::string& buffer) {
    char some[16384];
    const auto n = ::recv(socket, some, sizeof some, 0);
    if (n > 0) buffer.append(some, static_cast<std::size_t>(n));
    return n > 0;
  }
  static bool read_request(int socket, std::string& buffer, Request& request) {
    std::size_t end = 0;
    while ((end = buffer.find("\r\n\r\n")) == buffer.npos) {
      if (!read_more(socket, buffer)) return false;
    }
    request.head = buffer.substr(0, end + 2);
    request.method = request.head.substr(0, request.head.find(' '));
    request.target = request.head.substr(request.method.size() + 1);
    request.target.resize(request.target.find(' '));
    std::size_t body = 0;
    if (const auto at = request.head.find("\r\nContent-Length: "); at != request.head.npos)
      body = std::stoul(request.head.substr(at + 18));
    while (buffer.size() < end + 4 + body) {
      if (!read_more(socket, buffer)) return false;
    }
    request.body = buffer.substr(end + 4, body);
    buffer.erase(0, end + 4 + body);
    return true;
  }
  static void wait_for_end(int socket) {
    for (std::string nobody_reads; read_more(socket, nobody_reads);) nobody_reads.clear();
  }
  static void tunnel(int socket, int port) {
    const int other = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int ends[2] = {socket, other};
    bool is_open = ::connect(other, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    while (is_open) {
      pollfd watched[2] = {{socket, POLLIN, 0}, {other, POLLIN, 0}};
      ::poll(watched, 2, -1);
      for (int i = 0; i < 2 && is_open; ++i) {
        if (watched[i].revents == 0) continue;
        std::string some;
        is_open = read_more(ends[i], some) && ::send(ends[1 - i], some.data(), some.size(), MSG_NOSIGNAL) > 0;
      }
    }
    ::close(other);
  }

  const Script script_;
  mutable std::mutex mutex_;
  mutable std::condition_variable came_;
  std::vector<Request> requests_;
};

}  // namespace lifecycled::tests
