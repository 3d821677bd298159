// One client's connection, from its first byte to its end. Made by http_server.cpp alone; io thread.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "web/admission.hpp"
#include "web/client_address.hpp"
#include "web/http_server.hpp"

namespace lifecycled {

class Connection;
class RequestParser;
// TCP or a Unix socket.
using StreamSocket = boost::asio::generic::stream_protocol::socket;

// What the connections of one server share.
struct ServerState {
  ServerState(const Clock& clock_, Log log_, HttpServerSettings settings_, const Router& router_)
      : clock(clock_),
        log(std::move(log_)),
        settings(std::move(settings_)),
        router(router_),
        admission(settings, log) {}

  const Clock& clock;
  Log log;
  HttpServerSettings settings;
  const Router& router;
  Admission admission;
  std::list<Connection*> connections;
  bool is_stopping = false;

  // The Date header's value, made once a second.
  std::string_view date();

 private:
  std::int64_t date_second_ = -1;
  std::string date_;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // `peer` has been let in by the admission. `identity`: speaks TLS with it; nullptr: in the clear.
  Connection(StreamSocket socket, const Peer& peer, std::shared_ptr<const TlsIdentity> identity,
             std::shared_ptr<ServerState> state);
  ~Connection();

  static boost::asio::awaitable<void> run(std::shared_ptr<Connection> self);
  // Ends the present read or write if its time is up.
  void sweep(SteadyInstant now);
  void close_if_idle();
  // Between two requests, and since when; nothing while it has work or is being closed.
  std::optional<SteadyInstant> idle_since() const;
  void close();

 private:
  enum class Phase { Handshake, Idle, Header, Body, Handler, Write, Linger };
  enum class Next { Continue, Stop };

  boost::asio::awaitable<bool> shake_hands();
  boost::asio::awaitable<void> serve();
  boost::asio::awaitable<Next> read_request(RequestParser& parser);
  boost::asio::awaitable<void> answer(RequestParser& parser);
  boost::asio::awaitable<Response> respond(Request request);
  boost::asio::awaitable<Response> answer_by(const Handler& handler, Request request);
  // False: the connection is gone or its time was up.
  boost::asio::awaitable<bool> read_some();
  boost::asio::awaitable<bool> flush();
  boost::asio::awaitable<bool> write_tls();
  boost::asio::awaitable<void> linger();
  boost::asio::awaitable<void> end_tls();
  void enter(Phase phase, Milliseconds limit);
  Response refused(const Request& request, unsigned status, std::string_view detail) const;
  void refuse(const Request& request, unsigned status, std::string_view detail, bool is_http_1_0);

  StreamSocket socket_;
  std::shared_ptr<ServerState> state_;
  // A branch at each read and write, and no stream behind an interface: in the clear it costs nothing.
  std::shared_ptr<const TlsIdentity> identity_;
  std::unique_ptr<boost::asio::ssl::stream<StreamSocket&>> tls_;
  std::list<Connection*>::iterator place_;
  Phase phase_ = Phase::Idle;
  SteadyInstant deadline_ = SteadyInstant::max();
  bool timed_out_ = false;
  bool closes_ = false;

  std::unique_ptr<char[]> buffer_;  // room for a whole header, and for the start of what follows
  std::size_t capacity_;
  std::string_view unread_;  // in buffer_
  std::string output_;
  Router::Match match_;
  Peer peer_;
};

}  // namespace lifecycled
