#include "reception/report_listener.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace email {
namespace {

using lifecycled::plugin::Level;

// Mail servers open two or three; a flood must not take the memory of the process.
constexpr std::size_t most_connections = 32;
constexpr auto before_binding = std::chrono::milliseconds(200);
constexpr auto between_tries = std::chrono::seconds(1);
constexpr int look_up_ms = 250;  // how soon the end of the process is noticed

}  // namespace

ListenAddress parse_listen_address(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == text.npos || colon == 0 || colon + 1 == text.size())
    throw std::invalid_argument("must be an address and a port such as \"127.0.0.1:2424\"");
  ListenAddress address{text.substr(0, colon), text.substr(colon + 1)};
  if (address.host.front() == '[' && address.host.back() == ']')
    address.host = address.host.substr(1, address.host.size() - 2);
  const bool is_number =
      address.port.find_first_not_of("0123456789") == std::string::npos && address.port.size() <= 5;
  if (!is_number || std::stoi(address.port) < 1 || std::stoi(address.port) > 65535)
    throw std::invalid_argument("must end in a port from 1 to 65535, as in \"127.0.0.1:2424\"");
  return address;
}

struct ReportListener::Connection {
  Connection(int its_socket, const std::string& own_name, const SmtpSession::Accept& accept)
      : socket(its_socket), session(its_socket, own_name, accept) {}
  ~Connection() {
    if (thread.joinable()) thread.join();
    ::close(socket);
  }
  const int socket;
  SmtpSession session;
  // guarded by the listener's mutex
  bool has_ended = false, was_sent_away = false;
  std::thread thread;
};

ReportListener::ReportListener(lifecycled::plugin::Host host, ListenAddress address, std::string own_name,
                               SmtpSession::Accept accept, std::chrono::milliseconds patience)
    : host_(host),
      address_(std::move(address)),
      own_name_(std::move(own_name)),
      accept_(std::move(accept)),
      patience_(patience),
      thread_([this] { listen(); }) {}

ReportListener::~ReportListener() {
  {
    const std::scoped_lock lock(mutex_);
    is_ending_ = true;
    for (const auto& connection : connections_) ::shutdown(connection->socket, SHUT_RDWR);
    wake_.notify_all();
  }
  thread_.join();
  connections_.clear();
}

bool ReportListener::wait(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, time, [this] { return is_ending_; });
}

void ReportListener::listen() {
  if (!wait(before_binding)) return;
  for (int tries = 0; !bind(); ++tries) {
    if (tries == 1) {
      host_.log(Level::error, "cannot listen for reports on " + address_.host + ":" + address_.port + ": " +
                                  std::strerror(errno) +
                                  "; bounces wait at your mail server, and it is tried again");
    }
    if (!wait(between_tries)) return;
  }
  host_.log(Level::info, "listens for bounces and complaints on " + address_.host + ":" + address_.port);
  while (wait(std::chrono::milliseconds(0))) {
    pollfd watched{listening_, POLLIN, 0};
    if (::poll(&watched, 1, look_up_ms) <= 0) continue;
    const int socket = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket >= 0) receive(socket);
  }
  ::close(listening_);
}

bool ReportListener::bind() {
  addrinfo wish{}, *found = nullptr;
  wish.ai_socktype = SOCK_STREAM;
  wish.ai_flags = AI_PASSIVE;
  if (::getaddrinfo(address_.host.c_str(), address_.port.c_str(), &wish, &found) != 0) {
    errno = EADDRNOTAVAIL;
    return false;
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  const int socket = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return false;
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(socket, found->ai_addr, found->ai_addrlen) != 0 || ::listen(socket, 64) != 0) {
    const int why = errno;
    ::close(socket);
    errno = why;
    return false;
  }
  listening_ = socket;
  return true;
}

void ReportListener::receive(int socket) {
  bury_the_ended();
  const std::scoped_lock lock(mutex_);
  const auto staying = static_cast<std::size_t>(
      std::ranges::count_if(connections_, [](const auto& one) { return !one->was_sent_away; }));
  if (is_ending_ || connections_.size() >= 2 * most_connections ||
      (staying >= most_connections && !make_room())) {
    constexpr std::string_view busy = "421 4.3.2 too many connections; come again\r\n";
    if (::send(socket, busy.data(), busy.size(), MSG_NOSIGNAL | MSG_DONTWAIT) < 0) errno = 0;
    ::close(socket);
    return;
  }
  connections_.push_back(std::make_unique<Connection>(socket, own_name_, accept_));
  Connection& connection = *connections_.back();
  connection.thread = std::thread([this, &connection] {
    try {
      connection.session.run();
    } catch (const std::exception& e) {
      host_.log(Level::error, std::string("a connection with a report ended: ") + e.what());
    }
    ::shutdown(connection.socket, SHUT_RDWR);
    const std::scoped_lock own(mutex_);
    connection.has_ended = true;
  });
}

bool ReportListener::make_room() {
  Connection* silent = nullptr;
  auto longest = patience_;
  for (const auto& one : connections_) {
    const auto idle = one->session.idle_for();
    if (one->was_sent_away || one->has_ended || !idle || *idle < longest) continue;
    silent = one.get();
    longest = *idle;
  }
  if (silent == nullptr) return false;
  silent->was_sent_away = true;
  constexpr std::string_view bye = "421 4.3.2 others are waiting; come again\r\n";
  if (::send(silent->socket, bye.data(), bye.size(), MSG_NOSIGNAL | MSG_DONTWAIT) < 0) errno = 0;
  ::shutdown(silent->socket, SHUT_RDWR);
  return true;
}

void ReportListener::bury_the_ended() {
  std::list<std::unique_ptr<Connection>> ended;
  const std::scoped_lock lock(mutex_);
  for (auto at = connections_.begin(); at != connections_.end();) {
    const auto next = std::next(at);
    if ((*at)->has_ended) ended.splice(ended.end(), connections_, at);
    at = next;
  }
}

}  // namespace email
