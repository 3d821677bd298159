// Channel type "example.printer": prints each message on a network printer (raw TCP, port 9100), such as the
// card that goes into the parcel. It speaks a protocol of its own, so it shows what a plugin does without the
// host's HTTP service: a thread that may wait, started() before the first byte, and an honest outcome for
// every way in which a connection can end.
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lifecycled/channel.hpp"
#include "lifecycled/ext/started.h"

namespace {

using namespace lifecycled::plugin;

// A descriptor that closes itself.
class Connection {
 public:
  // Not connected: error() tells why.
  Connection(const std::string& host, const std::string& port, int seconds) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int code = ::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found)) {
      error_ = ::gai_strerror(code);
      return;
    }
    const timeval limit{seconds, 0};
    for (const addrinfo* at = found; at != nullptr && socket_ < 0; at = at->ai_next) {
      socket_ = ::socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
      ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);  // of connect() as well
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
      if (::connect(socket_, at->ai_addr, at->ai_addrlen) == 0) break;
      error_ = std::strerror(errno);
      close();
    }
    ::freeaddrinfo(found);
  }
  ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool is_open() const { return socket_ >= 0; }
  const std::string& error() const { return error_; }
  bool write(const std::string& bytes) {
    for (size_t done = 0; done < bytes.size();) {
      const ssize_t n = ::send(socket_, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return fail();
      done += static_cast<size_t>(n);
    }
    return true;
  }
  // The printer hangs up when it has read everything.
  bool wait_for_end() {
    ::shutdown(socket_, SHUT_WR);
    char ignored[256];
    ssize_t n = 0;
    do n = ::recv(socket_, ignored, sizeof ignored, 0);
    while (n > 0 || (n < 0 && errno == EINTR));
    return n == 0 || fail();
  }

 private:
  bool fail() {
    error_ = std::strerror(errno);
    return false;
  }
  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  int socket_ = -1;
  std::string error_;
};

class Printer final : public Channel {
 public:
  Printer(Host host, Config config)
      : host_(host),
        started_(host.service<lc_started>(LC_EXT_STARTED)),
        printer_(config.text("host")),
        port_(std::to_string(config.integer("port"))),
        timeout_(static_cast<int>(config.integer("timeout"))) {
    if (printer_.find('/') != std::string::npos)
      throw ConfigError("host", "is a name or an address, such as \"printer.local\", not a URL");
    worker_ = std::thread([this] { work(); });
  }
  // The host calls this when every ticket is completed, or when it has waited long enough.
  ~Printer() override {
    Printer::stop();
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      is_ending_ = true;
    }
    wake_.notify_one();
    worker_.join();
  }

  void describe(lc_capabilities& c) const override { c.in_flight = 64; }

  void submit(std::vector<Message> messages) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (auto& message : messages) queue_.push_back(std::move(message));
    wake_.notify_one();
  }

  // What has not begun need not: the host hands it over again. The card that is being printed ends by itself.
  void stop() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (auto& message : queue_) message.ticket.complete(LC_TRANSIENT, "not printed: the channel stops");
    queue_.clear();
  }

 private:
  void work() {
    for (;;) {
      std::unique_lock<std::mutex> lock(mutex_);
      wake_.wait(lock, [this] { return is_ending_ || !queue_.empty(); });
      if (queue_.empty()) return;
      Message message = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      print(message);
    }
  }

  void print(Message& message) {
    Connection printer(printer_, port_, timeout_);
    // Nothing has left yet: every other card would meet the same, so it is the channel's trouble.
    if (!printer.is_open()) return finish(message, LC_TRANSIENT, LC_SCOPE_CHANNEL, printer.error());
    const uint64_t ticket = message.ticket.number();
    if (started_ != nullptr && !started_->started(host_.table(), &ticket, 1))
      return finish(message, LC_TRANSIENT, LC_SCOPE_MESSAGE, "the host did not let it start");
    // From here on nobody knows how much is on paper when something breaks.
    if (!printer.write(std::string(message.fields->text) + "\f") || !printer.wait_for_end())
      return finish(message, LC_IN_DOUBT, LC_SCOPE_MESSAGE, printer.error());
    finish(message, LC_DELIVERED, LC_SCOPE_MESSAGE, "");
  }

  static void finish(Message& message, lc_outcome outcome, int32_t scope, const std::string& why) {
    Result result(outcome, why.c_str());
    result.scope = scope;
    message.ticket.complete(result);
  }

  const Host host_;
  const lc_started* const started_;
  const std::string printer_, port_;
  const int timeout_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Message> queue_;  // guarded by mutex_
  bool is_ending_ = false;     // guarded by mutex_
  std::thread worker_;
};

constexpr lc_option host = required(LC_OPTION_INIT("host", LC_TEXT, "", "The printer's name or address."));
constexpr lc_option port =
    between(LC_OPTION_INIT("port", LC_INTEGER, "9100", "Its port for raw data."), 1, 65535);
constexpr lc_option timeout =
    between(LC_OPTION_INIT("timeout", LC_SECONDS, "20s", "How long the printer may be silent."), 1, 300);
constexpr const lc_option* options[] = {&host, &port, &timeout, nullptr};
constexpr const lc_option* no_fields[] = {nullptr};
constexpr lc_channel_type printer = channel_type<Printer>(
    "example.printer", "", "Prints each message on a network printer.", options, no_fields);
constexpr const lc_channel_type* channel_types[] = {&printer, nullptr};

}  // namespace

extern "C" LC_EXPORT const lc_plugin lifecycled_plugin = {
    LC_ABI_MAJOR, LC_ABI_MINOR, "org.example.printer", "Printer", "1.0.0", "Example", channel_types};
