#include "smtp_pool.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace email {
namespace {

using lifecycled::plugin::Message;

int checked(int descriptor, const char* what) {
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), what);
  return descriptor;
}

CURLM* new_multi() {
  // Once a process and before its threads (curl's rule); a child process has one channel, a test loads us
  // first.
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    throw std::runtime_error("libcurl cannot be initialised");
  CURLM* const multi = curl_multi_init();
  if (multi == nullptr) throw std::runtime_error("libcurl gives no multi handle");
  return multi;
}

}  // namespace

SmtpPool::SmtpPool(const Settings& settings, lifecycled::plugin::Host host)
    : composer_(settings),
      multi_(new_multi()),
      epoll_(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll")),
      wake_(checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")) {
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &SmtpPool::watch_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &SmtpPool::set_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, settings.connections);
  curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, settings.connections);
  for (long i = 0; i < settings.connections; ++i) {
    transactions_.push_back(std::make_unique<Transaction>(settings, composer_, host));
    idle_.push_back(transactions_.back().get());
  }
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = wake_;
  checked(::epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event), "epoll_ctl");
  thread_ = std::thread([this] { run(); });
}

SmtpPool::~SmtpPool() {
  is_ending_ = true;
  const std::uint64_t one = 1;
  static_cast<void>(!::write(wake_, &one, sizeof one));
  thread_.join();
  for (const auto& transaction : transactions_) {
    curl_multi_remove_handle(multi_, transaction->handle());
    transaction->abandon();
  }
  for (auto& message : queue_) message.ticket.complete(LC_TRANSIENT, "the channel ended before it was sent");
  // Says QUIT on the connections that are left.
  curl_multi_cleanup(multi_);
  transactions_.clear();
  ::close(wake_);
  ::close(epoll_);
  curl_global_cleanup();
}

void SmtpPool::submit(std::vector<Message> messages) {
  bool wake = false;
  {
    const std::scoped_lock lock(mutex_);
    for (auto& message : messages) queue_.push_back(std::move(message));
    wake = std::exchange(sleeps_, false);
  }
  const std::uint64_t one = 1;
  if (wake) static_cast<void>(!::write(wake_, &one, sizeof one));
}

void SmtpPool::run() {
  while (!is_ending_) {
    bool is_busy = begin_some();
    if (timer_ && *timer_ <= Clock::now()) act_on_timer();
    push_hot();
    is_busy = reap() || is_busy;
    if (!is_busy) wait();
  }
}

// Gives waiting messages to idle handles.
bool SmtpPool::begin_some() {
  bool began = false;
  while (!idle_.empty()) {
    std::optional<Message> message;
    {
      const std::scoped_lock lock(mutex_);
      if (queue_.empty()) break;
      message.emplace(std::move(queue_.front()));
      queue_.pop_front();
    }
    // The one used last: its memory is warm, and when there is little to do few connections are kept busy.
    Transaction* const transaction = idle_.back();
    if (!transaction->prepare(std::move(*message))) continue;
    idle_.pop_back();
    curl_multi_add_handle(multi_, transaction->handle());
    began = true;
  }
  return began;
}

void SmtpPool::act(curl_socket_t socket, int events) {
  int running = 0;
  curl_multi_socket_action(multi_, socket, events, &running);
}

void SmtpPool::act_on_timer() {
  timer_.reset();
  act(CURL_SOCKET_TIMEOUT, 0);
}

// A socket can nearly always be written to, so curl is told so at once; epoll is asked only where that was
// not true. This spares most of the six epoll_ctl that curl's changing wishes would cost for each mail.
void SmtpPool::push_hot() {
  for (std::size_t i = 0; i < hot_.size(); ++i) {
    const curl_socket_t socket = hot_[i];
    Watch& before = watches_[static_cast<std::size_t>(socket)];
    before.is_hot = false;
    if (!before.is_open || !before.wants_out || before.watches_out) continue;
    act(socket, CURL_CSELECT_OUT);
    const Watch& after = watches_[static_cast<std::size_t>(socket)];
    if (after.is_open && after.wants_out && !after.is_hot && !after.watches_out) watch(socket, true);
  }
  hot_.clear();
}

bool SmtpPool::reap() {
  bool found = false;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* const handle = message->easy_handle;
    const CURLcode code = message->data.result;
    curl_multi_remove_handle(multi_, handle);
    Transaction& transaction = Transaction::of(handle);
    transaction.finish(code);
    idle_.push_back(&transaction);
    found = true;
  }
  return found;
}

void SmtpPool::wait() {
  int limit_ms = -1;
  if (timer_) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*timer_ - Clock::now()).count();
    limit_ms = static_cast<int>(std::clamp<long long>(left, 0, 60000));
  }
  {
    const std::scoped_lock lock(mutex_);
    if (!queue_.empty() && !idle_.empty()) return;
    sleeps_ = !idle_.empty();
  }
  std::array<epoll_event, 64> events;
  const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), limit_ms);
  {
    const std::scoped_lock lock(mutex_);
    sleeps_ = false;
  }
  for (int i = 0; i < count; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    if (event.data.fd == wake_) {
      std::uint64_t ignored = 0;
      static_cast<void>(!::read(wake_, &ignored, sizeof ignored));
      continue;
    }
    int what = 0;
    if ((event.events & EPOLLIN) != 0) what |= CURL_CSELECT_IN;
    if ((event.events & EPOLLOUT) != 0) what |= CURL_CSELECT_OUT;
    if ((event.events & (EPOLLERR | EPOLLHUP)) != 0) what |= CURL_CSELECT_IN | CURL_CSELECT_ERR;
    // An earlier event of this round may have closed it.
    if (watches_[static_cast<std::size_t>(event.data.fd)].is_open) act(event.data.fd, what);
  }
}

void SmtpPool::watch(curl_socket_t socket, bool out) {
  Watch& watch = watches_[static_cast<std::size_t>(socket)];
  epoll_event event{};
  event.events = out ? EPOLLIN | EPOLLOUT : EPOLLIN;
  event.data.fd = socket;
  ::epoll_ctl(epoll_, watch.is_open ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
  watch.is_open = true;
  watch.watches_out = out;
}

int SmtpPool::watch_socket(CURL* handle, curl_socket_t socket, int what, void* data, void*) noexcept {
  SmtpPool& self = *static_cast<SmtpPool*>(data);
  const auto index = static_cast<std::size_t>(socket);
  if (self.watches_.size() <= index) self.watches_.resize(index + 1);
  if (what == CURL_POLL_REMOVE) {
    // The number may come back as another socket: forget everything.
    ::epoll_ctl(self.epoll_, EPOLL_CTL_DEL, socket, nullptr);
    self.watches_[index] = {};
    return 0;
  }
  Transaction::of(handle).uses(socket);
  Watch& watch = self.watches_[index];
  watch.wants_out = (what & CURL_POLL_OUT) != 0;
  if (!watch.is_open || (watch.watches_out && !watch.wants_out)) self.watch(socket, false);
  if (watch.wants_out && !watch.watches_out && !watch.is_hot) {
    watch.is_hot = true;
    self.hot_.push_back(socket);
  }
  return 0;
}

int SmtpPool::set_timer(CURLM*, long after_ms, void* data) noexcept {
  SmtpPool& self = *static_cast<SmtpPool*>(data);
  if (after_ms < 0) {
    self.timer_.reset();
  } else {
    self.timer_ = Clock::now() + std::chrono::milliseconds(after_ms);
  }
  return 0;
}

}  // namespace email
