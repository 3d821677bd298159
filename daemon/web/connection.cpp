#include "web/connection.hpp"

#include <cstring>
#include <ctime>
#include <exception>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "web/inflate.hpp"
#include "web/refusal.hpp"
#include "web/request_parser.hpp"

namespace lifecycled {
namespace {

namespace asio = boost::asio;

// Of paths that nobody answers: enough to read a small request to its end and keep the connection.
constexpr std::size_t most_unrouted_body = 64 * 1024;
constexpr std::size_t most_output = 64 * 1024;   // answers to a pipeline leave at this size at the latest
constexpr std::size_t most_lingering = 1 << 20;  // what is thrown away after a refusal
constexpr Milliseconds linger_limit{2000};

}  // namespace

std::string_view ServerState::date() {
  const auto now = std::chrono::floor<std::chrono::seconds>(clock.now()).time_since_epoch().count();
  if (now != date_second_) {
    date_second_ = now;
    const auto at = static_cast<std::time_t>(now);
    std::tm utc{};
    gmtime_r(&at, &utc);
    char text[40];
    date_.assign(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc));
  }
  return date_;
}

Connection::Connection(StreamSocket socket, const Peer& peer, std::shared_ptr<const TlsIdentity> identity,
                       std::shared_ptr<ServerState> state)
    : socket_(std::move(socket)),
      state_(std::move(state)),
      identity_(std::move(identity)),
      capacity_(state_->settings.most_header_bytes + 4096),
      unread_(),
      peer_(peer) {
  buffer_ = std::make_unique_for_overwrite<char[]>(capacity_);
  place_ = state_->connections.insert(state_->connections.end(), this);
  boost::system::error_code ignored;
  if (!peer_.is_local_socket) socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  if (identity_) tls_ = std::make_unique<asio::ssl::stream<StreamSocket&>>(socket_, identity_->context());
}

Connection::~Connection() {
  state_->connections.erase(place_);
  state_->admission.leave(peer_);
}

asio::awaitable<void> Connection::run(std::shared_ptr<Connection> self) {
  const bool is_open = co_await self->shake_hands();
  if (is_open) {
    co_await self->serve();
    co_await self->end_tls();
  }
  boost::system::error_code ignored;
  self->socket_.shutdown(StreamSocket::shutdown_both, ignored);
}

asio::awaitable<bool> Connection::shake_hands() {
  if (!tls_) co_return true;
  enter(Phase::Handshake, state_->settings.handshake);
  boost::system::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  co_await tls_->async_handshake(asio::ssl::stream_base::server, token);
  // Strangers try this all day: port scans, old clients, plain HTTP.
  if (error) state_->log.debug("web.handshake_failed", {{"reason", error.message()}});
  co_return !error;
}

// Tells the other side that nothing was cut off (RFC 8446, section 6.1), and does not wait long for its word.
asio::awaitable<void> Connection::end_tls() {
  if (!tls_ || !socket_.is_open()) co_return;
  timed_out_ = false;
  enter(Phase::Linger, linger_limit);
  boost::system::error_code ignored;
  auto token = asio::redirect_error(asio::use_awaitable, ignored);
  co_await tls_->async_shutdown(token);
}

void Connection::enter(Phase phase, Milliseconds limit) {
  phase_ = phase;
  deadline_ = state_->clock.steady_now() + limit;
}

void Connection::sweep(SteadyInstant now) {
  if (now < deadline_) return;
  timed_out_ = true;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Connection::close_if_idle() {
  if (phase_ != Phase::Idle) return;
  closes_ = true;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

std::optional<SteadyInstant> Connection::idle_since() const {
  if (phase_ != Phase::Idle || closes_) return std::nullopt;
  return deadline_ - state_->settings.idle;
}

void Connection::close() {
  closes_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
}

asio::awaitable<void> Connection::serve() {
  while (!closes_) {
    RequestParser parser(state_->settings.most_header_bytes);
    const Next next = co_await read_request(parser);
    if (next == Next::Continue) {
      co_await answer(parser);
    }
    // One write for all answers to what one read brought.
    if (unread_.empty() || closes_ || next == Next::Stop || output_.size() >= most_output) {
      const bool is_written = co_await flush();
      if (!is_written) co_return;
    }
    if (next == Next::Stop) break;
  }
  if (closes_ && phase_ == Phase::Linger) {
    co_await linger();
  }
}

asio::awaitable<Connection::Next> Connection::read_request(RequestParser& parser) {
  if (unread_.empty()) {
    enter(Phase::Idle, state_->settings.idle);
  } else {
    enter(Phase::Header, state_->settings.header);
  }
  bool is_body_allowed = false;
  for (;;) {
    if (!unread_.empty()) {
      if (phase_ == Phase::Idle) enter(Phase::Header, state_->settings.header);
      const auto progress = parser.feed(unread_);
      if (progress == RequestParser::Progress::Failed) {
        refuse(parser.request, parser.fault().status, parser.fault().detail, false);
        co_return Next::Stop;
      }
      if (progress != RequestParser::Progress::NeedsMore && !is_body_allowed) {
        is_body_allowed = true;
        match_ = state_->router.find(parser.request.method, parser.request.path);
        if (!parser.limit_body(match_.route ? match_.route->most_body_bytes : most_unrouted_body)) {
          refuse(parser.request, 413, "the body is larger than this path takes", parser.is_http_1_0());
          co_return Next::Stop;
        }
      }
      if (progress == RequestParser::Progress::Done) co_return Next::Continue;
      if (progress == RequestParser::Progress::HeaderDone) {
        enter(Phase::Body, state_->settings.body);
        if (parser.expects_continue() && unread_.empty()) output_ += "HTTP/1.1 100 Continue\r\n\r\n";
        continue;
      }
    }
    if (!output_.empty()) {
      const Phase phase = phase_;
      const SteadyInstant deadline = deadline_;
      const bool is_written = co_await flush();
      if (!is_written) co_return Next::Stop;
      phase_ = phase;
      deadline_ = deadline;
    }
    if (unread_.size() == capacity_) {
      refuse(parser.request, 400, "a line of the body's chunks is longer than this server reads",
             parser.is_http_1_0());
      co_return Next::Stop;
    }
    const bool is_read = co_await read_some();
    if (!is_read) {
      if (timed_out_ && phase_ != Phase::Idle)
        refuse(parser.request, 408, "the request took too long to arrive", false);
      co_return Next::Stop;
    }
  }
}

asio::awaitable<bool> Connection::read_some() {
  if (unread_.empty()) {
    unread_ = {buffer_.get(), 0};
  } else if (unread_.data() != buffer_.get()) {
    std::memmove(buffer_.get(), unread_.data(), unread_.size());
    unread_ = {buffer_.get(), unread_.size()};
  }
  boost::system::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  const auto room = asio::buffer(buffer_.get() + unread_.size(), capacity_ - unread_.size());
  std::size_t size = 0;
  if (tls_) {
    size = co_await tls_->async_read_some(room, token);
  } else {
    size = co_await socket_.async_read_some(room, token);
  }
  unread_ = {buffer_.get(), unread_.size() + size};
  co_return size > 0;
}

asio::awaitable<void> Connection::answer(RequestParser& parser) {
  phase_ = Phase::Handler;
  deadline_ = SteadyInstant::max();
  Request request = std::move(parser.request);
  const ClientAddress client = client_address(peer_, state_->settings.trusted_proxies, request);
  request.client = client.address;
  request.is_https = client.is_https;
  request.tail = match_.tail;
  const Method method = request.method;
  const std::string path = state_->log.writes(LogLevel::Debug) ? request.path : std::string();

  const SteadyInstant now = state_->clock.steady_now();
  const Throttle throttle = match_.route ? match_.route->throttle : Throttle::Requests;
  const auto wait = state_->admission.before(throttle, peer_, client.address, now);
  const Asker asker = asker_of(request);
  Response response;
  if (wait) {
    response = busy_refusal(state_->router, asker, *wait);
  } else {
    response = co_await respond(std::move(request));
    const auto rest = state_->admission.after(throttle, peer_, client.address, response.status, now);
    if (rest) response = busy_refusal(state_->router, asker, *rest);
  }
  if (!parser.keeps_alive() || state_->is_stopping) closes_ = true;
  append_response(output_, response,
                  {state_->date(), !closes_, parser.is_http_1_0(), method == Method::Head, peer_.has_tls});
  if (!path.empty()) {
    state_->log.debug("web.answered",
                      {{"method", to_text(method)}, {"path", path}, {"status", response.status}});
  }
}

asio::awaitable<Response> Connection::respond(Request request) {
  if (!match_.route) {
    if (match_.allow.empty()) co_return refused(request, 404, "there is nothing at this path");
    Response response =
        refused(request, 405, "this path does not answer " + std::string(to_text(request.method)));
    response.headers.emplace_back("Allow", match_.allow);
    co_return response;
  }
  const Route& route = *match_.route;
  const std::string coding = lower_ascii(request.header("content-encoding"));
  if (coding == "gzip" || coding == "x-gzip" || coding == "deflate") {
    std::string unzipped;
    switch (inflate_body(request.body, route.most_body_bytes, unzipped)) {
      case InflateResult::Done:
        break;
      case InflateResult::Broken:
        co_return refused(request, 400, "the body is not what its Content-Encoding says");
      case InflateResult::TooLarge:
        co_return refused(request, 413, "the unzipped body is larger than this path takes");
    }
    request.body = std::move(unzipped);
  } else if (!coding.empty() && coding != "identity") {
    Response response = refused(request, 415, "a body may be zipped by gzip or deflate, not otherwise");
    response.headers.emplace_back("Accept-Encoding", "gzip, deflate");
    co_return response;
  }
  Response response = co_await answer_by(route.handler, std::move(request));
  co_return response;
}

Response Connection::refused(const Request& request, unsigned status, std::string_view detail) const {
  return refusal(state_->router, asker_of(request), status, detail);
}

asio::awaitable<Response> Connection::answer_by(const Handler& handler, Request request) {
  const Asker asker = asker_of(request);
  try {
    Response response = co_await handler(std::move(request));
    co_return response;
  } catch (const std::exception& failure) {
    state_->log.error("web.handler_failed", {{"reason", failure.what()}});
  }
  co_return refusal(state_->router, asker, 500, "something went wrong here; the daemon's log says what");
}

asio::awaitable<bool> Connection::write_tls() {
  enter(phase_ == Phase::Linger ? phase_ : Phase::Write, state_->settings.write);
  boost::system::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  const auto bytes = asio::buffer(output_);
  co_await asio::async_write(*tls_, bytes, token);
  co_return !error;
}

asio::awaitable<bool> Connection::flush() {
  std::string_view rest = output_;
  if (tls_ && !rest.empty()) {
    const bool is_written = co_await write_tls();
    if (!is_written) co_return false;
    rest = {};
  }
  bool has_waited = false;
  while (!rest.empty()) {
    boost::system::error_code error;
    // As a rule the kernel takes an answer at once, without a turn of the event loop.
    std::size_t size = socket_.write_some(asio::buffer(rest.data(), rest.size()), error);
    if (error == asio::error::would_block) {
      if (!has_waited) enter(phase_ == Phase::Linger ? phase_ : Phase::Write, state_->settings.write);
      has_waited = true;
      error = {};
      auto token = asio::redirect_error(asio::use_awaitable, error);
      const auto bytes = asio::buffer(rest.data(), rest.size());
      size = co_await socket_.async_write_some(bytes, token);
    }
    if (error || size == 0) co_return false;
    rest.remove_prefix(size);
  }
  output_.clear();
  if (output_.capacity() > 2 * most_output) output_.shrink_to_fit();
  co_return true;
}

// Closing while bytes of the other side are unread would reset the connection, and the refusal with it
// (RFC 9112, section 9.6).
asio::awaitable<void> Connection::linger() {
  boost::system::error_code ignored;
  if (!tls_) socket_.shutdown(StreamSocket::shutdown_send, ignored);
  timed_out_ = false;
  enter(Phase::Linger, linger_limit);
  for (std::size_t thrown = 0; thrown < most_lingering && !timed_out_; thrown += unread_.size()) {
    unread_ = {};
    const bool is_read = co_await read_some();
    if (!is_read) break;
  }
}

void Connection::refuse(const Request& request, unsigned status, std::string_view detail, bool is_http_1_0) {
  closes_ = true;
  phase_ = Phase::Linger;
  append_response(output_, refused(request, status, detail),
                  {state_->date(), false, is_http_1_0, false, peer_.has_tls});
}

}  // namespace lifecycled
