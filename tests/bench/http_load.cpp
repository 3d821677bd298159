// http_load PORT CONNECTIONS REQUESTS EVENTS AUTHORIZATION: sends so many requests over so many connections,
// each waiting for its answer before its next request; EVENTS of one go to /v1/track, more to /v1/batch.
// Every event has an id of its own. One thread and no parsing to speak of, so that the server is what is
// measured.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sample_events.hpp"

namespace lifecycled::bench {
namespace {

using Steady = std::chrono::steady_clock;

struct Plan {
  std::uint16_t port = 0;
  std::size_t connections = 0, requests = 0, events = 0;
  std::string authorization;
};

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// The whole text once; a request is that text with ids and users written over those of the last one.
class Request {
 public:
  explicit Request(const Plan& plan) {
    std::string body = plan.events > 1 ? R"({"batch":[)" : "";
    std::vector<std::size_t> ids, names;
    for (std::size_t i = 0; i < plan.events; ++i) {
      if (i > 0) body += ',';
      body += R"({"type":"track","messageId":")";
      ids.push_back(body.size());
      body += sample_message_id(0, 0) + R"(","userId":")";
      names.push_back(body.size());
      body += sample_user(0) +
              fmt::format(R"(","event":"{}","properties":{}}})", sample_event_name, sample_properties);
    }
    if (plan.events > 1) body += "]}";
    text_ = fmt::format(
        "POST /v1/{} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {}\r\nContent-Type: application/json\r\n"
        "Content-Length: {}\r\n\r\n",
        plan.events > 1 ? "batch" : "track", plan.authorization, body.size());
    const std::size_t header = text_.size();
    text_ += body;
    for (const std::size_t at : ids) ids_.push_back(header + at);
    for (const std::size_t at : names) names_.push_back(header + at);
  }

  const std::string& next(std::uint64_t& number) {
    const std::int64_t now = now_ms();
    for (std::size_t i = 0; i < ids_.size(); ++i, ++number) {
      const std::string id = sample_message_id(now, number), user = sample_user(number);
      std::memcpy(text_.data() + ids_[i], id.data(), id.size());
      std::memcpy(text_.data() + names_[i], user.data(), user.size());
    }
    return text_;
  }

 private:
  std::string text_;
  std::vector<std::size_t> ids_, names_;
};

struct Connection {
  int socket = -1;
  bool waits_for_room = false;
  std::string unsent, answer;
  Steady::time_point asked;
};

class Load {
 public:
  explicit Load(const Plan& plan) : plan_(plan), request_(plan), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    // Ids must be new to a server that an earlier load has met.
    number_ = static_cast<std::uint64_t>(now_ms()) << 20;
    connections_.resize(plan.connections);
    for (Connection& connection : connections_) connect(connection);
  }

  void run() {
    const auto started = Steady::now();
    for (Connection& connection : connections_) ask(connection);
    while (answered_ < plan_.requests) {
      epoll_event events[64];
      const int count = ::epoll_wait(epoll_, events, 64, 30'000);
      if (count <= 0) throw std::runtime_error("the server is silent");
      for (int i = 0; i < count; ++i) {
        auto& connection = *static_cast<Connection*>(events[i].data.ptr);
        if (!connection.unsent.empty()) flush(connection);
        if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read(connection);
      }
    }
    const std::chrono::duration<double> took = Steady::now() - started;
    std::ranges::sort(waits_ms_);
    const auto wait = [&](double share) {
      return waits_ms_[static_cast<std::size_t>(share * static_cast<double>(waits_ms_.size() - 1))];
    };
    fmt::print(
        "{{\"requests\": {}, \"events\": {}, \"refused\": {}, \"seconds\": {}, \"median_ms\": {}, "
        "\"p99_ms\": {}, \"cpu_seconds\": {}}}\n",
        answered_, answered_ * plan_.events, refused_, took.count(), wait(0.5), wait(0.99),
        static_cast<double>(std::clock()) / CLOCKS_PER_SEC);
  }

 private:
  void connect(Connection& connection) {
    connection.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(plan_.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(connection.socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("nobody listens");
    const int yes = 1;
    ::setsockopt(connection.socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &connection;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.socket, &event);
  }

  void ask(Connection& connection) {
    if (asked_ == plan_.requests) return;
    ++asked_;
    connection.unsent = request_.next(number_);
    connection.asked = Steady::now();
    flush(connection);
  }

  void flush(Connection& connection) {
    const ssize_t sent = ::send(connection.socket, connection.unsent.data(), connection.unsent.size(),
                                MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) connection.unsent.erase(0, static_cast<std::size_t>(sent));
    // Only a large body does not fit at once.
    const bool waits_for_room = !connection.unsent.empty();
    if (waits_for_room == connection.waits_for_room) return;
    connection.waits_for_room = waits_for_room;
    epoll_event event{};
    event.events = waits_for_room ? EPOLLIN | EPOLLOUT : EPOLLIN;
    event.data.ptr = &connection;
    ::epoll_ctl(epoll_, EPOLL_CTL_MOD, connection.socket, &event);
  }

  void read(Connection& connection) {
    char bytes[4096];
    const ssize_t size = ::recv(connection.socket, bytes, sizeof bytes, MSG_DONTWAIT);
    if (size <= 0) throw std::runtime_error("the server hung up");
    connection.answer.append(bytes, static_cast<std::size_t>(size));
    const auto end = connection.answer.find("\r\n\r\n");
    const auto length = connection.answer.find("Content-Length: ");
    if (end == std::string::npos || length == std::string::npos) return;
    if (connection.answer.size() < end + 4 + std::stoull(connection.answer.substr(length + 16))) return;
    if (!connection.answer.starts_with("HTTP/1.1 200")) ++refused_;
    connection.answer.clear();
    ++answered_;
    waits_ms_.push_back(std::chrono::duration<double, std::milli>(Steady::now() - connection.asked).count());
    ask(connection);
  }

  const Plan& plan_;
  Request request_;
  int epoll_;
  std::uint64_t number_ = 0;
  std::vector<Connection> connections_;
  std::size_t asked_ = 0, answered_ = 0, refused_ = 0;
  std::vector<double> waits_ms_;
};

}  // namespace
}  // namespace lifecycled::bench

int main(int count, char** words) {
  if (count != 6) {
    std::fputs("usage: http_load PORT CONNECTIONS REQUESTS EVENTS AUTHORIZATION\n", stderr);
    return 2;
  }
  try {
    const lifecycled::bench::Plan plan{static_cast<std::uint16_t>(std::stoi(words[1])), std::stoull(words[2]),
                                       std::stoull(words[3]), std::stoull(words[4]), words[5]};
    lifecycled::bench::Load(plan).run();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "http_load: %s\n", error.what());
    return 1;
  }
}
