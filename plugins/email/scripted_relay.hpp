// A mail relay for tests, in this process, that answers as it is told. [any]
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace email::testing {

class ScriptedRelay {
 public:
  // What is said to a command ("CONNECT" before the first) on which connection, counted from 1, after how
  // many mails of it. "": as usual. A text that begins with "CUT" hangs up behind it, "CUT" alone in silence.
  using Script = std::function<std::string(const std::string& verb, int connection, int mails)>;

  explicit ScriptedRelay(Script script) : script_(std::move(script)) {
    listening_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listening_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listening_, 64);
    socklen_t size = sizeof address;
    ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] { accept(); });
  }
  ~ScriptedRelay() {
    ::shutdown(listening_, SHUT_RDWR);
    accepting_.join();
    {
      const std::scoped_lock lock(mutex_);
      for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    }
    for (auto& thread : threads_) thread.join();
    for (const int socket : sockets_) ::close(socket);
    ::close(listening_);
  }
  int port() const { return port_; }
  int connections() const { return connections_; }
  int mails() const { return mails_; }
  std::string transcript() {
    const std::scoped_lock lock(mutex_);
    return transcript_;
  }
  // To all that are connected now; then they are hung up.
  void dismiss(const std::string& words) {
    const std::scoped_lock lock(mutex_);
    for (const int socket : sockets_) {
      say(socket, words);
      ::shutdown(socket, SHUT_RDWR);
    }
  }

 private:
  void accept() {
    for (int socket = 0; (socket = ::accept(listening_, nullptr, nullptr)) >= 0;) {
      const int number = ++connections_;
      const std::scoped_lock lock(mutex_);
      sockets_.push_back(socket);
      threads_.emplace_back([this, socket, number] { serve(socket, number); });
    }
  }
  static void say(int socket, const std::string& text) {
    const std::string line = text + "\r\n";
    if (::send(socket, line.data(), line.size(), MSG_NOSIGNAL) < 0) return;
  }
  void serve(int socket, int number) {
    std::string buffer;
    int mails = 0;
    bool in_data = false;
    const auto answer = [&](const std::string& verb, const std::string& usual) {
      std::string text = script_(verb, number, mails);
      const bool cuts = text.starts_with("CUT");
      if (cuts) text.erase(0, 3);
      if (!cuts && text.empty()) text = usual;
      if (!text.empty()) say(socket, text);
      if (cuts) ::shutdown(socket, SHUT_RDWR);
      return !cuts;
    };
    if (!answer("CONNECT", "220 relay")) return;
    for (char bytes[4096];;) {
      const ssize_t n = ::recv(socket, bytes, sizeof bytes, 0);
      if (n <= 0) return;
      buffer.append(bytes, static_cast<std::size_t>(n));
      for (std::size_t end; (end = buffer.find("\r\n")) != buffer.npos; buffer.erase(0, end + 2)) {
        const std::string line = buffer.substr(0, end);
        {
          const std::scoped_lock lock(mutex_);
          transcript_ += line + "\n";
        }
        if (in_data && line != ".") continue;
        const std::string verb = in_data ? "." : line.substr(0, 4);
        if (verb == ".") ++mails_, ++mails;
        in_data = verb == "DATA";
        if (!answer(verb, verb == "DATA" ? "354 go" : verb == "EHLO" ? "250 relay" : "250 2.0.0 ok")) return;
        if (verb == "QUIT") return;
      }
    }
  }

  const Script script_;
  int listening_ = -1, port_ = 0;
  std::atomic<int> connections_ = 0, mails_ = 0;
  std::mutex mutex_;
  std::string transcript_;  // guarded by mutex_, as are the next two
  std::vector<int> sockets_;
  std::list<std::thread> threads_;
  std::thread accepting_;
};

}  // namespace email::testing
