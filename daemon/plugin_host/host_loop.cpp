#include "plugin_host/host_loop.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel/frames.hpp"
#include "channel/ledger.hpp"
#include "channel/log_throttle.hpp"
#include "channel/plugin_instance.hpp"
#include "channel/return_frames.hpp"
#include "plugin_host/fence.hpp"
#include "plugin_host/http_client.hpp"

namespace lifecycled {
namespace {

using std::chrono::steady_clock;
constexpr auto orphan_limit = std::chrono::seconds(5);  // what has started may finish for so long
// A plugin that stops gives back within this time what it has not started; then it is left.
constexpr auto unstarted_limit = std::chrono::milliseconds(250);
constexpr std::size_t read_size = 256u << 10;

// Where an open file lies; "" if there is none.
std::filesystem::path folder_of_descriptor(int descriptor) {
  std::error_code none;
  const auto link = std::filesystem::path("/proc/self/fd") / std::to_string(descriptor);
  return std::filesystem::read_symlink(link, none).parent_path();
}

// Ends this process when the daemon is gone and the plugin will not let go of the loop's thread: a new daemon
// waits for the lock that it holds. Sees the end of the socket by itself, and takes nothing from it.
void leave_when_orphaned(int socket) {
  std::thread([socket] {
    constexpr short end = POLLRDHUP | POLLHUP | POLLERR | POLLNVAL;
    pollfd watched{socket, POLLRDHUP, 0};
    // Not for ever: while it waits, a socket that the plugin closes would stay open behind its number.
    while (::poll(&watched, 1, 500) <= 0 || (watched.revents & end) == 0) {
    }
    std::this_thread::sleep_for(orphan_limit + std::chrono::seconds(2));
    if (::getpgrp() == ::getpid()) ::kill(0, SIGKILL);
    ::_exit(0);
  }).detach();
}

// Gathers what any thread has to tell the daemon; the loop's thread sends it. One wake-up for all that comes
// while the loop is busy.
class Outbox final : public PluginEvents {
 public:
  explicit Outbox(int ledger) : ledger_(ledger), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (wake_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  }
  ~Outbox() override { ::close(wake_); }

  void completed(Completion completion) override {
    const std::scoped_lock lock(mutex_);
    // A frame is closed when it is large, or when something else follows.
    if (completions_at_ && bytes_.size() - *completions_at_ > frames::convenient) close_completions();
    if (!completions_at_) completions_at_ = frames::begin_completions(bytes_);
    frames::add_completion(bytes_, completion);
    wake();
  }
  void logged(int level, std::string_view text) override {
    const std::scoped_lock lock(mutex_);
    if (!throttle_.lets_pass(steady_clock::now())) return;
    close_completions();
    if (const auto held_back = throttle_.take_held_back(); held_back > 0) {
      frames::append_log(bytes_, {4, std::to_string(held_back) + " log lines of the plugin were held back"});
    }
    frames::append_log(bytes_, {level, std::string(text.substr(0, 2000))});
    wake();
  }
  bool started(const std::uint64_t* tickets, std::size_t count) override {
    return ledger_ < 0 || append_started(ledger_, tickets, count);
  }

  void reported(std::uint64_t batch, std::vector<Receipt> receipts) override {
    add([&](std::string& out) { frames::append_reports(out, {batch, std::move(receipts)}); });
  }

  template <class Append>
  void add(Append append) {
    const std::scoped_lock lock(mutex_);
    close_completions();
    append(bytes_);
    wake();
  }

  // Ends the loop's wait, for whoever has nothing to tell the daemon.
  void nudge() {
    const std::scoped_lock lock(mutex_);
    wake();
  }

  int wake_descriptor() const { return wake_; }
  void clear_wake() {
    std::uint64_t count = 0;
    static_cast<void>(!::read(wake_, &count, sizeof count));
  }
  // Appends everything gathered to `out`.
  void take(std::string& out) {
    const std::scoped_lock lock(mutex_);
    is_awake_ = false;
    close_completions();
    if (out.empty()) {
      out.swap(bytes_);
    } else {
      out += bytes_;
    }
    bytes_.clear();
  }

 private:
  void close_completions() {
    if (completions_at_) frames::end_completions(bytes_, *completions_at_);
    completions_at_.reset();
  }
  void wake() {
    if (is_awake_) return;
    is_awake_ = true;
    const std::uint64_t one = 1;
    static_cast<void>(!::write(wake_, &one, sizeof one));
  }

  const int ledger_;
  const int wake_;
  std::mutex mutex_;
  // guarded by mutex_
  std::string bytes_;
  std::optional<std::size_t> completions_at_;
  bool is_awake_ = false;
  LogThrottle throttle_;
};

class HostLoop {
 public:
  explicit HostLoop(const HostLoopSettings& settings)
      : socket_(settings.socket),
        ledger_(settings.ledger),
        plugin_(settings.plugin),
        outbox_(settings.ledger) {}

  int run() {
    while (!is_over_) {
      turn();
      if (is_stopping_ && has_finished()) {
        outbox_.add([](std::string& out) { frames::append_empty(out, frames::Kind::Stopped); });
        flush_for(std::chrono::seconds(2));
        break;
      }
      if (is_orphan_ &&
          (instance_ == nullptr || instance_->open_started() == 0 || steady_clock::now() > leave_at_)) {
        break;
      }
    }
    if (is_orphan_) end_group();
    // A plugin that still holds messages may hang in destroy(), and nobody would be helped by waiting for it.
    if (instance_ != nullptr && instance_->open() > 0) ::_exit(0);
    instance_.reset();
    return status_;
  }

 private:
  // Nobody else does it for an orphan: what the plugin has started holds the lock that a new daemon waits
  // for.
  static void end_group() {
    if (::getpgrp() == ::getpid()) ::kill(0, SIGKILL);
  }

  // Reads and writes what is possible now, or waits for it.
  void turn() {
    if (http_ != nullptr) http_->advance();
    outbox_.take(out_);
    pollfd watched[2] = {
        {is_orphan_ ? -1 : socket_, static_cast<short>(out_.empty() ? POLLIN : POLLIN | POLLOUT), 0},
        {outbox_.wake_descriptor(), POLLIN, 0}};
    const int limit_ms = is_orphan_ || is_stopping_ ? 20 : -1;
    if (http_ != nullptr && http_->is_busy()) {
      http_->wait(watched, limit_ms);
    } else if (::poll(watched, 2, limit_ms) < 0 && errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "poll");
    }
    if (watched[1].revents != 0) outbox_.clear_wake();
    if ((watched[0].revents & POLLOUT) != 0) send();
    if ((watched[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) receive();
  }

  void send() {
    const ssize_t n = ::send(socket_, out_.data(), out_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0) out_.erase(0, static_cast<std::size_t>(n));
    if (n < 0 && errno != EAGAIN && errno != EINTR) become_orphan();
  }

  void flush_for(std::chrono::milliseconds limit) {
    const auto give_up_at = steady_clock::now() + limit;
    for (outbox_.take(out_); !out_.empty() && !is_orphan_ && steady_clock::now() < give_up_at;) {
      pollfd watched{socket_, POLLOUT, 0};
      ::poll(&watched, 1, 100);
      if (watched.revents != 0) send();
    }
  }

  void receive() {
    const auto room = splitter_.room(read_size);
    const ssize_t n = ::recv(socket_, room.data(), room.size(), MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) return become_orphan();
    splitter_.came(static_cast<std::size_t>(n));
    while (const auto frame = splitter_.next()) {
      if (!handle(*frame)) return protocol_error();
      if (is_over_) return;
    }
    if (splitter_.is_garbage()) protocol_error();
  }

  bool handle(const frames::Frame& frame) {
    switch (frame.kind) {
      case frames::Kind::Configure:
        return configure(frame.body);
      case frames::Kind::Submit:
        return instance_ != nullptr && !is_stopping_ && instance_->submit(frame.body);
      case frames::Kind::Ping: {
        const auto number = frames::read_number(frame.body);
        if (number)
          outbox_.add([&](std::string& out) { frames::append_number(out, frames::Kind::Pong, *number); });
        return number.has_value();
      }
      case frames::Kind::Stop:
        stop();
        return true;
      case frames::Kind::ReportsStored: {
        const auto answer = frames::read_reports_stored(frame.body);
        if (answer && instance_ != nullptr) instance_->reports_stored(answer->batch, answer->stored);
        return answer.has_value();
      }
      case frames::Kind::Webhook:
        return receive_webhook(frame.body);
      case frames::Kind::Hello:
      case frames::Kind::Ready:
      case frames::Kind::Refused:
      case frames::Kind::Completions:
      case frames::Kind::Pong:
      case frames::Kind::Log:
      case frames::Kind::Stopped:
      case frames::Kind::Reports:
      case frames::Kind::WebhookReply:
        return false;
    }
    return false;
  }

  bool receive_webhook(std::string_view body) {
    const auto webhook = frames::read_webhook(body);
    if (!webhook || instance_ == nullptr) return false;
    instance_->receive_webhook(webhook->request, [this, number = webhook->number](WebhookReply reply) {
      outbox_.add([&](std::string& out) { frames::append_webhook_answer(out, {number, std::move(reply)}); });
    });
    return true;
  }

  bool configure(std::string_view body) {
    const auto asked = frames::read_configure(body);
    if (!asked || instance_ != nullptr) return false;
    try {
      load(*asked);
      // Other libraries look for it by themselves; libcurl is built for the machine's own file.
      const char* authorities = std::getenv("SSL_CERT_FILE");
      const HttpClientSettings network{asked->rules.allow_private_addresses,
                                       asked->rules.proxy,
                                       authorities == nullptr ? "" : authorities,
                                       {}};
      http_ = std::make_unique<CurlHttpClient>(network, [this] { outbox_.nudge(); });
      instance_ =
          std::make_unique<PluginInstance>(library_, asked->type, asked->options, outbox_, http_.get());
      outbox_.add([&](std::string& out) { frames::append_ready(out, instance_->capabilities()); });
    } catch (const PluginRefusal& refusal) {
      refuse(refusal.key, refusal.what());
    } catch (const PluginError& error) {
      refuse("", error.what());
    } catch (const std::invalid_argument& error) {
      refuse("proxy", error.what());
    } catch (const FenceError& error) {
      refuse("", error.what());
    }
    return true;
  }

  // The fence first: constructors of the library run while it is loaded.
  void load(const frames::Configure& asked) {
    FencePlan plan{plugin_, asked.rules.state_folder, ledger_ >= 0, {}, {}};
    if (plan.state_folder.empty()) plan.state_folder = folder_of_descriptor(ledger_);
    open_named_paths(asked.options, plan);
    const Fence fence = put_up_fence(plan);
    if (!fence.keeps_files_away && !asked.rules.allow_unfenced) {
      throw FenceError(
          "this kernel has no Landlock, so nothing keeps a plugin from the daemon's files, and " +
          plugin_.string() +
          " is none of those that come with lifecycled; use a kernel with Landlock or, if you trust the "
          "plugin, set allow_unfenced = true for this channel");
    }
    leave_when_orphaned(socket_);  // a thread: it must not be there before the fence
    library_ = std::make_shared<PluginLibrary>(plugin_);
    const lc_plugin& entry = library_->entry();
    outbox_.add([&](std::string& out) {
      frames::append_hello(out, {entry.abi_major, entry.abi_minor, entry.id, entry.version, fence.words});
    });
  }

  int refuse(const std::string& key, const std::string& text) {
    outbox_.add([&](std::string& out) { frames::append_refused(out, {key, text}); });
    flush_for(std::chrono::seconds(2));
    is_over_ = true;
    return status_ = 78;  // EX_CONFIG
  }

  // Nothing new may leave, what has started may finish; the daemon limits how long that may take.
  void stop() {
    is_stopping_ = true;
    leave_at_ = steady_clock::now() + unstarted_limit;
    if (instance_ == nullptr) return;
    instance_->forbid_starts();
    instance_->stop();
  }

  bool has_finished() const {
    if (instance_ == nullptr || instance_->open() == 0) return true;
    return instance_->open_started() == 0 && steady_clock::now() > leave_at_;
  }

  // The daemon is gone: nothing new may leave, what has started may finish.
  void become_orphan() {
    if (is_orphan_) return;
    is_orphan_ = true;
    leave_at_ = steady_clock::now() + orphan_limit;
    if (instance_ == nullptr) return;
    instance_->forbid_starts();
    instance_->stop();
  }

  void protocol_error() {
    std::fputs("lifecycled-plugin-host: the daemon sent a frame that makes no sense; leaving\n", stderr);
    status_ = 76;  // EX_PROTOCOL
    is_over_ = true;
  }

  const int socket_, ledger_;
  const std::filesystem::path plugin_;
  Outbox outbox_;
  std::shared_ptr<const PluginLibrary> library_;
  std::unique_ptr<CurlHttpClient> http_;  // outlives the instance, which closes it
  std::unique_ptr<PluginInstance> instance_;
  frames::Splitter splitter_;
  std::string out_;
  bool is_stopping_ = false, is_orphan_ = false, is_over_ = false;
  steady_clock::time_point leave_at_{};
  int status_ = 0;
};

}  // namespace

int run_host_loop(const HostLoopSettings& settings) { return HostLoop(settings).run(); }

}  // namespace lifecycled
