#include "channel/child_link.hpp"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel/return_frames.hpp"
#include "lifecycled/channel.h"

namespace lifecycled {
namespace {

namespace asio = boost::asio;
using asio::use_awaitable;
using std::chrono::steady_clock;

constexpr auto tick_length = std::chrono::milliseconds(250);
constexpr std::size_t ticks_a_second = 4;
constexpr std::size_t read_size = 128u << 10;
constexpr std::size_t longest_output_line = 1000;

std::vector<std::string> secrets_of(const RemoteChannelSettings& settings) {
  std::vector<std::string> secrets;
  for (const std::string& key : settings.secret_keys) {
    const auto found = settings.options.find(key);
    const auto* text = found == settings.options.end() ? nullptr : std::get_if<std::string>(&found->second);
    if (text != nullptr) secrets.push_back(*text);
  }
  return secrets;
}

}  // namespace

// Both ends of what connects the two processes.
struct ChildLink::Pipes {
  Descriptor our_socket, their_socket, our_output, their_output;

  Pipes() {
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) fail("socketpair");
    our_socket = Descriptor(pair[0]);
    their_socket = Descriptor(pair[1]);
    if (::pipe2(pair, O_CLOEXEC) != 0) fail("pipe2");
    our_output = Descriptor(pair[0]);
    their_output = Descriptor(pair[1]);
  }
  [[noreturn]] static void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
  }
};

ChildLink::ChildLink(asio::io_context& io, ChildLinkEvents& events, const RemoteChannelSettings& settings,
                     int ledger)
    : ChildLink(io, events, settings, ledger, Pipes()) {}

ChildLink::ChildLink(asio::io_context& io, ChildLinkEvents& events, const RemoteChannelSettings& settings,
                     int ledger, Pipes pipes)
    : events_(events),
      settings_(settings),
      redaction_(secrets_of(settings)),
      socket_(io, asio::local::stream_protocol(), pipes.our_socket.release()),
      output_(io, pipes.our_output.release()),
      process_(settings.host_program, {settings.plugin.string()}, {pipes.their_socket.get(), ledger},
               pipes.their_output.get(), pipes.their_output.get()),
      exit_(io, ::fcntl(process_.pidfd(), F_DUPFD_CLOEXEC, 0)),
      timer_(io),
      exited_(io, steady_clock::time_point::max()),
      born_(steady_clock::now()) {}

asio::awaitable<ChildLink::Farewell> ChildLink::serve() {
  const auto executor = socket_.get_executor();
  asio::co_spawn(executor, watch_exit(shared_from_this()), asio::detached);
  asio::co_spawn(executor, watch_time(shared_from_this()), asio::detached);
  asio::co_spawn(executor, read_output(shared_from_this()), asio::detached);
  // At once: the child must know what its options open to it before it loads the library.
  frames::append_configure(pending_, {settings_.type, settings_.options, settings_.rules});
  send();
  co_await read_frames();
  if (!has_exited_ && farewell_.reason.empty()) {
    // The end of file comes a little before the end of the process; without one, somebody has closed our
    // socket.
    exited_.expires_after(std::chrono::milliseconds(200));
    co_await exited_.async_wait(asio::as_tuple(use_awaitable));
    if (!has_exited_) farewell_.reason = "closed its connection to the daemon and was ended";
    exited_.expires_at(steady_clock::time_point::max());
  }
  // Nothing more is understood from it, so it must not go on sending. After a proper end this hits nobody.
  process_.kill();
  while (!has_exited_) {
    co_await exited_.async_wait(asio::as_tuple(use_awaitable));
  }

  is_over_ = true;
  webhooks_.give_up_all();
  timer_.cancel();
  output_.cancel();
  std::array<char, 16384> last_words;
  output_.non_blocking(true);
  boost::system::error_code none;
  if (const std::size_t n = output_.read_some(asio::buffer(last_words), none); n > 0) {
    take_output(std::string_view(last_words.data(), n));
  }
  if (!output_line_.empty()) take_output("\n");

  const std::string manner = process_.bury();
  if (farewell_.reason.empty()) farewell_.reason = manner;
  co_return farewell_;
}

asio::awaitable<void> ChildLink::read_frames() {
  for (;;) {
    const auto room = splitter_.room(read_size);
    const auto buffer = asio::buffer(room.data(), room.size());
    boost::system::error_code error;
    const std::size_t n =
        co_await socket_.async_read_some(buffer, asio::redirect_error(use_awaitable, error));
    if (error) co_return;
    splitter_.came(n);
    bool makes_sense = true;
    while (makes_sense) {
      const auto frame = splitter_.next();
      if (!frame) break;
      makes_sense = handle(*frame);
    }
    if (!makes_sense || splitter_.is_garbage()) {
      if (farewell_.reason.empty()) farewell_.reason = "sent something that makes no sense and was ended";
      co_return;
    }
  }
}

bool ChildLink::handle(const frames::Frame& frame) {
  using frames::Kind;
  if (!is_greeted_ && frame.kind != Kind::Hello && frame.kind != Kind::Refused) return false;
  switch (frame.kind) {
    case Kind::Hello:
      return greet(frame.body);
    case Kind::Ready: {
      const auto capabilities = frames::read_ready(frame.body);
      if (!capabilities || is_ready_) return false;
      is_ready_ = true;
      events_.ready(*capabilities);
      return true;
    }
    case Kind::Refused: {
      const auto refused = frames::read_refused(frame.body);
      if (!refused) return false;
      farewell_.for_good = true;
      farewell_.reason = refusal(*refused);
      return true;
    }
    case Kind::Completions: {
      auto completions = frames::read_completions(frame.body);
      if (!completions) return false;
      for (Completion& completion : *completions) {
        for (auto* text : {&completion.result.detail, &completion.result.provider_message_id,
                           &completion.result.pace_key}) {
          *text = redaction_.clean(*text);
        }
      }
      events_.completed(std::move(*completions));
      return true;
    }
    case Kind::Pong: {
      const auto number = frames::read_number(frame.body);
      if (number == ping_) silent_ticks_ = 0;
      return number.has_value();
    }
    case Kind::Log: {
      const auto line = frames::read_log(frame.body);
      if (line) log(line->level, line->text);
      return line.has_value();
    }
    case Kind::Reports:
      return pass_reports(frame.body);
    case Kind::WebhookReply:
      return pass_webhook_answer(frame.body);
    case Kind::Stopped:
      // It leaves by itself now; what follows is the end of file.
      farewell_.reason = "has stopped";
      return true;
    case Kind::Configure:
    case Kind::Submit:
    case Kind::Ping:
    case Kind::Stop:
    case Kind::ReportsStored:
    case Kind::Webhook:
      return false;
  }
  return false;
}

bool ChildLink::pass_reports(std::string_view body) {
  auto reports = frames::read_reports(body);
  if (!reports) return false;
  for (Receipt& receipt : reports->receipts) {
    for (auto* text : {&receipt.detail, &receipt.provider_message_id, &receipt.event_id, &receipt.code,
                       &receipt.text, &receipt.url}) {
      *text = redaction_.clean(*text);
    }
  }
  const std::weak_ptr<ChildLink> link = weak_from_this();
  const auto done = [link, batch = reports->batch](bool stored) {
    const auto self = link.lock();
    if (self == nullptr || self->is_over_) return;
    frames::append_reports_stored(self->pending_, {batch, stored});
    self->send();
  };
  events_.reported(std::move(reports->receipts), done);
  return true;
}

bool ChildLink::pass_webhook_answer(std::string_view body) {
  auto answer = frames::read_webhook_answer(body);
  if (!answer) return false;
  webhooks_.answer(answer->number, std::move(answer->reply));
  return true;
}

std::string ChildLink::refusal(const frames::Refused& refused) const {
  auto place = settings_.option_places.find(refused.key);
  if (place == settings_.option_places.end()) place = settings_.option_places.find("");
  const std::string where = place == settings_.option_places.end() ? "" : place->second + ": ";
  return "cannot be used: " + where + (refused.key.empty() ? "" : "option \"" + refused.key + "\": ") +
         redaction_.clean(refused.text);
}

bool ChildLink::greet(std::string_view body) {
  const auto hello = frames::read_hello(body);
  if (is_greeted_) return false;
  if (!hello || hello->abi_major != LC_ABI_MAJOR) {
    farewell_ = {true, "is not spoken for by " + settings_.host_program.string() +
                           " of this version; install both programs from one release"};
    return false;
  }
  is_greeted_ = true;
  events_.fenced(hello->fence);
  return true;
}

std::vector<std::size_t> ChildLink::submit(std::span<const OutboundMessage> messages) {
  auto too_large = frames::append_submit(pending_, messages);
  send();
  return too_large;
}

void ChildLink::receive_webhook(WebhookRequest request, WaitingWebhooks::Done done) {
  const auto number = webhooks_.add(std::move(done), steady_clock::now() + settings_.webhook_limit);
  frames::append_webhook(pending_, {number, std::move(request)});
  send();
}

void ChildLink::ask_to_stop() {
  stop_by_ = steady_clock::now() + settings_.stop_limit;
  frames::append_empty(pending_, frames::Kind::Stop);
  send();
}

void ChildLink::end(std::string reason) {
  if (farewell_.reason.empty()) farewell_.reason = std::move(reason);
  process_.kill();
}

void ChildLink::send() {
  if (is_writing_ || pending_.empty()) return;
  is_writing_ = true;
  writing_.swap(pending_);
  asio::async_write(socket_, asio::buffer(writing_),
                    [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                      self->is_writing_ = false;
                      self->writing_.clear();
                      // After an error the reader sees the end as well, and with it everything is settled.
                      if (!error) self->send();
                    });
}

asio::awaitable<void> ChildLink::watch_exit(std::shared_ptr<ChildLink> /*self*/) {
  co_await exit_.async_wait(asio::posix::stream_descriptor::wait_read, asio::as_tuple(use_awaitable));
  has_exited_ = true;
  exited_.cancel();
  // Something that the plugin has left behind may hold the other end open. What was sent before is still
  // read.
  ::shutdown(socket_.native_handle(), SHUT_RD);
}

asio::awaitable<void> ChildLink::watch_time(std::shared_ptr<ChildLink> /*self*/) {
  while (!is_over_) {
    timer_.expires_after(tick_length);
    co_await timer_.async_wait(asio::as_tuple(use_awaitable));
    if (!is_over_) tick();
  }
}

void ChildLink::tick() {
  const auto now = steady_clock::now();
  if (!is_ready_ && now - born_ > settings_.start_limit) end("was not ready in time and was ended");
  if (stop_by_ && now > *stop_by_) end("did not finish in time and was ended");
  // Counted in ticks, not in time: a daemon that was itself asleep must not blame its child.
  if (++silent_ticks_ * tick_length > settings_.silence_limit) end("has not answered any more and was ended");
  if (is_ready_ && silent_ticks_ == 1) {
    frames::append_number(pending_, frames::Kind::Ping, ++ping_);
    send();
  }
  if (!is_ready_) silent_ticks_ = 0;
  if (const auto late = webhooks_.expire(now); late > 0)
    log(4, "the plugin has not answered " + std::to_string(late) + " webhooks in time");
  if (++ticks_ % ticks_a_second == 0) events_.ticked();
}

asio::awaitable<void> ChildLink::read_output(std::shared_ptr<ChildLink> /*self*/) {
  std::array<char, 4096> bytes;
  const auto buffer = asio::buffer(bytes);
  while (!is_over_) {
    boost::system::error_code error;
    const std::size_t n =
        co_await output_.async_read_some(buffer, asio::redirect_error(use_awaitable, error));
    if (error || is_over_) co_return;
    take_output(std::string_view(bytes.data(), n));
  }
}

// A plugin that prints is heard, but on clean lines and within bounds.
void ChildLink::take_output(std::string_view bytes) {
  for (const char c : bytes) {
    if (c != '\n') {
      if (output_line_.size() < longest_output_line)
        output_line_ += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
      continue;
    }
    if (!output_line_.empty()) log(4, "output of the plugin: " + output_line_);
    output_line_.clear();
  }
}

void ChildLink::log(int level, std::string_view text) {
  if (!throttle_.lets_pass(steady_clock::now())) return;
  if (const auto held_back = throttle_.take_held_back(); held_back > 0) {
    events_.logged(4, std::to_string(held_back) + " lines of the plugin were held back");
  }
  events_.logged(level, redaction_.clean(text));
}

}  // namespace lifecycled
