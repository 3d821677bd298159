#include "web/http_server.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <fmt/format.h>

#include "base/spawn.hpp"
#include "config/value_forms.hpp"
#include "web/connection.hpp"

namespace lifecycled {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr Milliseconds pause_after_failure{100};  // no file descriptors left, as a rule
constexpr Milliseconds stop_poll{10};

// A channel's process that outlives us would hold our port, and clients would wait for an answer from it.
void keep_from_children(int descriptor) { ::fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

}  // namespace

struct HttpServer::Accepting : std::enable_shared_from_this<Accepting> {
  Accepting(asio::any_io_executor executor, std::shared_ptr<ServerState> shared)
      : io(std::move(executor)), state(std::move(shared)), acceptor(io), sweeper(io), pause(io) {}

  static asio::awaitable<void> accept(std::shared_ptr<Accepting> self);
  static asio::awaitable<void> sweep(std::shared_ptr<Accepting> self);
  void take(tcp::socket socket);

  asio::any_io_executor io;
  std::shared_ptr<ServerState> state;
  tcp::acceptor acceptor;
  asio::steady_timer sweeper, pause;
  bool was_full = false;
};

asio::awaitable<void> HttpServer::Accepting::accept(std::shared_ptr<Accepting> self) {
  bool was_told = false;
  while (self->acceptor.is_open()) {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    tcp::socket socket = co_await self->acceptor.async_accept(token);
    if (!error) {
      was_told = false;
      self->take(std::move(socket));
      continue;
    }
    if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor) co_return;
    // Said once until it works again: the loop would say it ten times a second.
    if (!was_told) self->state->log.warning("web.accept_failed", {{"reason", error.message()}});
    was_told = true;
    self->pause.expires_after(pause_after_failure);
    co_await self->pause.async_wait(token);
  }
}

void HttpServer::Accepting::take(tcp::socket socket) {
  keep_from_children(socket.native_handle());
  if (state->connections.size() >= state->settings.most_connections) {
    Response refusal = problem_response(503, "there are too many connections at the moment");
    refusal.headers.emplace_back("Retry-After", "1");
    std::string text;
    append_response(text, refusal, {state->date(), false, false, false});
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(text.data(), text.size()), ignored);
    // Once for each time it fills up: those who are turned away come again and again.
    if (!was_full) state->log.warning("web.full", {{"connections", state->connections.size()}});
    was_full = true;
    return;
  }
  was_full = false;
  auto connection = std::make_shared<Connection>(std::move(socket), state);
  spawn(io, state->log, "connection", Connection::run(std::move(connection)));
}

asio::awaitable<void> HttpServer::Accepting::sweep(std::shared_ptr<Accepting> self) {
  const HttpServerSettings& settings = self->state->settings;
  const Milliseconds shortest = std::min({settings.idle, settings.header, settings.body, settings.write});
  const Milliseconds every = std::clamp(shortest / 4, Milliseconds{5}, Milliseconds{1000});
  while (self->acceptor.is_open() || !self->state->connections.empty()) {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    self->sweeper.expires_after(every);
    co_await self->sweeper.async_wait(token);
    if (error) co_return;
    const SteadyInstant now = self->state->clock.steady_now();
    for (Connection* connection : self->state->connections) connection->sweep(now);
  }
}

HttpServer::HttpServer(asio::any_io_executor io, const Clock& clock, Log log, HttpServerSettings settings,
                       const Router& router)
    : accepting_(std::make_shared<Accepting>(
          std::move(io), std::make_shared<ServerState>(clock, std::move(log), std::move(settings), router))) {
}

HttpServer::~HttpServer() {
  boost::system::error_code ignored;
  accepting_->acceptor.close(ignored);
  accepting_->sweeper.cancel();
  accepting_->pause.cancel();
  for (Connection* connection : accepting_->state->connections) connection->close();
}

void HttpServer::listen(const std::string& address) {
  const auto parsed = parse_listen_address(address);
  if (!parsed) throw std::runtime_error(fmt::format("\"{}\" is no address and port to listen on", address));
  const tcp::endpoint endpoint(asio::ip::make_address(parsed->address), parsed->port);
  tcp::acceptor& acceptor = accepting_->acceptor;
  try {
    acceptor.open(endpoint.protocol());
    keep_from_children(acceptor.native_handle());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    acceptor.bind(endpoint);
    acceptor.listen(1024);
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error(fmt::format("cannot listen on {}: {}", address, error.code().message()));
  }
  spawn(accepting_->io, accepting_->state->log, "accept", Accepting::accept(accepting_));
  spawn(accepting_->io, accepting_->state->log, "sweep", Accepting::sweep(accepting_));
  accepting_->state->log.info("web.started", {{"address", parsed->address}, {"port", port()}});
}

std::uint16_t HttpServer::port() const { return accepting_->acceptor.local_endpoint().port(); }

std::size_t HttpServer::connections() const { return accepting_->state->connections.size(); }

asio::awaitable<void> HttpServer::stop(Milliseconds grace) {
  const auto accepting = accepting_;
  ServerState& state = *accepting->state;
  boost::system::error_code ignored;
  state.is_stopping = true;
  accepting->acceptor.close(ignored);
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
