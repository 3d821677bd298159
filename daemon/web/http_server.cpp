#include "web/http_server.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/spawn.hpp"
#include "config/value_forms.hpp"
#include "web/connection.hpp"

namespace lifecycled {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;
using Endpoint = asio::generic::stream_protocol::endpoint;

constexpr Milliseconds pause_after_failure{100};  // no file descriptors left, as a rule
constexpr Milliseconds stop_poll{10};
constexpr int backlog = 1024;
constexpr Milliseconds soon = std::chrono::days{14};  // whoever renews by itself has done it by then

// A channel's process that outlives us would hold our port, and clients would wait for an answer from it.
void keep_from_children(int descriptor) { ::fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

// A place where we listen.
struct Door {
  explicit Door(const asio::any_io_executor& io) : acceptor(io), pause(io) {}

  Acceptor acceptor;
  asio::steady_timer pause;
  Listener::Kind kind = Listener::Kind::Plain;
  std::string path;  // of a Unix socket
};

Endpoint endpoint_of(const Listener& listener) {
  if (listener.kind == Listener::Kind::Local) return asio::local::stream_protocol::endpoint(listener.path);
  return tcp::endpoint(asio::ip::make_address(listener.address.address), listener.address.port);
}

// A socket that a daemon left behind when it was killed stands in the way of the next. One that somebody
// listens on stays, and so does any other file.
void remove_left_socket(const asio::any_io_executor& io, const std::string& path) {
  struct stat about{};
  if (::lstat(path.c_str(), &about) != 0 || !S_ISSOCK(about.st_mode)) return;
  asio::local::stream_protocol::socket probe(io);
  boost::system::error_code error;
  probe.connect(asio::local::stream_protocol::endpoint(path), error);
  if (error == asio::error::connection_refused) ::unlink(path.c_str());
}

IpAddress address_of(const Endpoint& endpoint) {
  if (endpoint.protocol().family() == AF_UNIX) return {};
  tcp::endpoint internet;
  if (endpoint.size() > internet.capacity()) return {};
  std::copy_n(reinterpret_cast<const char*>(endpoint.data()), endpoint.size(),
              reinterpret_cast<char*>(internet.data()));
  internet.resize(endpoint.size());
  return IpAddress::parse(internet.address().to_string()).value_or(IpAddress());
}

std::uint16_t port_of(const Acceptor& acceptor) {
  const Endpoint endpoint = acceptor.local_endpoint();
  tcp::endpoint internet;
  std::copy_n(reinterpret_cast<const char*>(endpoint.data()), std::min(endpoint.size(), internet.capacity()),
              reinterpret_cast<char*>(internet.data()));
  return internet.port();
}

}  // namespace

struct HttpServer::Accepting : std::enable_shared_from_this<Accepting> {
  Accepting(asio::any_io_executor executor, std::shared_ptr<ServerState> shared)
      : io(std::move(executor)), state(std::move(shared)), sweeper(io) {}

  static asio::awaitable<void> accept(std::shared_ptr<Accepting> self, Door& door);
  static asio::awaitable<void> sweep(std::shared_ptr<Accepting> self);
  void take(StreamSocket socket, const Endpoint& from, Listener::Kind kind);
  bool make_room();
  void turn_away(StreamSocket& socket, bool has_tls);
  void close_doors();
  bool has_open_door() const {
    return std::ranges::any_of(doors, [](const auto& door) { return door->acceptor.is_open(); });
  }

  asio::any_io_executor io;
  std::shared_ptr<ServerState> state;
  std::vector<std::unique_ptr<Door>> doors;
  std::shared_ptr<const TlsIdentity> identity;
  asio::steady_timer sweeper;
  bool was_full = false;
};

asio::awaitable<void> HttpServer::Accepting::accept(std::shared_ptr<Accepting> self, Door& door) {
  bool was_told = false;
  while (door.acceptor.is_open()) {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    Endpoint from;
    StreamSocket socket = co_await door.acceptor.async_accept(from, token);
    if (!error) {
      was_told = false;
      self->take(std::move(socket), from, door.kind);
      continue;
    }
    if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor) co_return;
    // Said once until it works again: the loop would say it ten times a second.
    if (!was_told) self->state->log.warning("web.accept_failed", {{"reason", error.message()}});
    was_told = true;
    door.pause.expires_after(pause_after_failure);
    co_await door.pause.async_wait(token);
  }
}

void HttpServer::Accepting::turn_away(StreamSocket& socket, bool has_tls) {
  // Whoever waits for a handshake does not understand anything else.
  if (has_tls) return;
  Response refusal = problem_response(503, "there are too many connections at the moment");
  refusal.headers.emplace_back("Retry-After", "1");
  std::string text;
  append_response(text, refusal, {state->date(), false, false, false});
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(text.data(), text.size()), ignored);
}

// Whoever has said nothing for longest loses a connection that a newcomer can use: else some hundred that
// stay silent would keep everybody out.
bool HttpServer::Accepting::make_room() {
  Connection* longest = nullptr;
  for (Connection* connection : state->connections) {
    const auto since = connection->idle_since();
    if (since && (!longest || *since < *longest->idle_since())) longest = connection;
  }
  if (longest) longest->close_if_idle();
  return longest != nullptr;
}

void HttpServer::Accepting::take(StreamSocket socket, const Endpoint& from, Listener::Kind kind) {
  keep_from_children(socket.native_handle());
  const bool has_tls = kind == Listener::Kind::Tls;
  const Peer peer{address_of(from), kind == Listener::Kind::Local, has_tls};
  if (state->connections.size() >= state->settings.most_connections && !make_room()) {
    turn_away(socket, has_tls);
    // Once for each time it fills up: those who are turned away come again and again.
    if (!was_full) state->log.warning("web.full", {{"connections", state->connections.size()}});
    was_full = true;
    return;
  }
  was_full = false;
  if (!state->admission.enter(peer, state->clock.steady_now())) return turn_away(socket, has_tls);
  auto connection =
      std::make_shared<Connection>(std::move(socket), peer, has_tls ? identity : nullptr, state);
  spawn(io, state->log, "connection", Connection::run(std::move(connection)));
}

asio::awaitable<void> HttpServer::Accepting::sweep(std::shared_ptr<Accepting> self) {
  const HttpServerSettings& settings = self->state->settings;
  const Milliseconds shortest =
      std::min({settings.handshake, settings.idle, settings.header, settings.body, settings.write});
  const Milliseconds every = std::clamp(shortest / 4, Milliseconds{5}, Milliseconds{1000});
  while (self->has_open_door() || !self->state->connections.empty()) {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    self->sweeper.expires_after(every);
    co_await self->sweeper.async_wait(token);
    if (error) co_return;
    const SteadyInstant now = self->state->clock.steady_now();
    for (Connection* connection : self->state->connections) connection->sweep(now);
  }
}

void HttpServer::Accepting::close_doors() {
  boost::system::error_code ignored;
  for (const auto& door : doors) {
    if (door->acceptor.is_open() && !door->path.empty()) ::unlink(door->path.c_str());
    door->acceptor.close(ignored);
    door->pause.cancel();
  }
}

HttpServer::HttpServer(asio::any_io_executor io, const Clock& clock, Log log, HttpServerSettings settings,
                       const Router& router)
    : accepting_(std::make_shared<Accepting>(
          std::move(io), std::make_shared<ServerState>(clock, std::move(log), std::move(settings), router))) {
}

HttpServer::~HttpServer() {
  accepting_->close_doors();
  accepting_->sweeper.cancel();
  for (Connection* connection : accepting_->state->connections) connection->close();
}

void HttpServer::use(std::shared_ptr<const TlsIdentity> identity) {
  const ServerState& state = *accepting_->state;
  const LogField expires{"expires", format_instant(identity->expires())};
  if (identity->expires() < state.clock.now() + soon) {
    state.log.warning("web.certificate_expires", {expires});
  } else {
    state.log.info("web.certificate", {expires});
  }
  accepting_->identity = std::move(identity);
}

void HttpServer::listen(const std::string& place) {
  const auto listener = parse_listener(place);
  if (!listener) throw std::runtime_error(fmt::format("\"{}\" is no address and port to listen on", place));
  if (listener->kind == Listener::Kind::Tls && !accepting_->identity)
    throw std::runtime_error(fmt::format("cannot listen on {}: there is no certificate", place));
  const Endpoint endpoint = endpoint_of(*listener);
  auto door = std::make_unique<Door>(accepting_->io);
  door->kind = listener->kind;
  Acceptor& acceptor = door->acceptor;
  try {
    if (listener->kind == Listener::Kind::Local) remove_left_socket(accepting_->io, listener->path);
    acceptor.open(endpoint.protocol());
    keep_from_children(acceptor.native_handle());
    if (listener->kind != Listener::Kind::Local) acceptor.set_option(tcp::acceptor::reuse_address(true));
    acceptor.bind(endpoint);
    // Its folder says who may come: a proxy is of another user, and not of our group, whose members command
    // us.
    if (listener->kind == Listener::Kind::Local) ::chmod(listener->path.c_str(), 0666);
    acceptor.listen(backlog);
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error(fmt::format("cannot listen on {}: {}", place, error.code().message()));
  }
  door->path = listener->path;
  const bool is_first = accepting_->doors.empty();
  Door& opened = *accepting_->doors.emplace_back(std::move(door));
  spawn(accepting_->io, accepting_->state->log, "accept", Accepting::accept(accepting_, opened));
  if (is_first) spawn(accepting_->io, accepting_->state->log, "sweep", Accepting::sweep(accepting_));
  if (listener->kind == Listener::Kind::Local) {
    accepting_->state->log.info("web.started", {{"socket", listener->path}});
  } else {
    accepting_->state->log.info("web.started", {{"address", listener->address.address},
                                                {"port", port_of(opened.acceptor)},
                                                {"tls", listener->kind == Listener::Kind::Tls}});
  }
}

std::uint16_t HttpServer::port() const {
  for (const auto& door : accepting_->doors) {
    if (door->kind != Listener::Kind::Local) return port_of(door->acceptor);
  }
  return 0;
}

std::size_t HttpServer::connections() const { return accepting_->state->connections.size(); }

asio::awaitable<void> HttpServer::stop(Milliseconds grace) {
  const auto accepting = accepting_;
  ServerState& state = *accepting->state;
  state.is_stopping = true;
  accepting->close_doors();
  const SteadyInstant until = state.clock.steady_now() + grace;
  asio::steady_timer timer(accepting->io);
  while (!state.connections.empty() && state.clock.steady_now() < until) {
    for (Connection* connection : state.connections) connection->close_if_idle();
    timer.expires_after(stop_poll);
    co_await timer.async_wait(asio::use_awaitable);
  }
  if (!state.connections.empty()) {
    state.log.warning("web.cut_off", {{"connections", state.connections.size()}});
  }
  for (Connection* connection : state.connections) connection->close();
  state.log.info("web.stopped");
}

}  // namespace lifecycled
