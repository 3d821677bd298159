#include "channel/option_trial.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel/child_process.hpp"
#include "channel/frames.hpp"

namespace lifecycled {
namespace {

using std::chrono::steady_clock;

Descriptor checked(int number, const char* what) {
  if (number < 0) throw std::system_error(errno, std::generic_category(), what);
  return Descriptor(number);
}

// The daemon's side of the talk, up to the answer that matters.
class Talk {
 public:
  Talk(int socket, const OptionTrial& trial)
      : socket_(socket), trial_(trial), give_up_at_(steady_clock::now() + trial.limit) {
    frames::append_configure(out_, {trial_.type, trial_.options, trial_.rules});
  }

  enum class End { Accepted, Refused, Silent, Gone };
  End run() {
    while (true) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(give_up_at_ - steady_clock::now()).count();
      pollfd watched{socket_, static_cast<short>(out_.empty() ? POLLIN : POLLIN | POLLOUT), 0};
      if (left <= 0) return End::Silent;
      if (::poll(&watched, 1, static_cast<int>(left)) <= 0) continue;
      if ((watched.revents & POLLOUT) != 0) send();
      if ((watched.revents & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
      const auto room = splitter_.room(64u << 10);
      const ssize_t n = ::recv(socket_, room.data(), room.size(), MSG_DONTWAIT);
      if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
      if (n <= 0) return End::Gone;
      splitter_.came(static_cast<std::size_t>(n));
      while (const auto frame = splitter_.next()) {
        if (const auto end = take(*frame)) return *end;
      }
      if (splitter_.is_garbage()) return End::Gone;
    }
  }
  const frames::Refused& refused() const { return refused_; }

 private:
  std::optional<End> take(const frames::Frame& frame) {
    if (frame.kind == frames::Kind::Ready) {
      return End::Accepted;
    } else if (frame.kind == frames::Kind::Refused) {
      const auto refused = frames::read_refused(frame.body);
      if (!refused) return End::Gone;
      refused_ = *refused;
      return End::Refused;
    }
    return std::nullopt;  // it may log meanwhile
  }
  void send() {
    const ssize_t n = ::send(socket_, out_.data(), out_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0) out_.erase(0, static_cast<std::size_t>(n));
    if (n < 0 && errno != EAGAIN && errno != EINTR) out_.clear();  // the reader sees the end as well
  }

  int socket_;
  const OptionTrial& trial_;
  steady_clock::time_point give_up_at_;
  frames::Splitter splitter_;
  std::string out_;
  frames::Refused refused_;
};

}  // namespace

std::optional<TrialFailure> try_options(const OptionTrial& trial) {
  const auto failed = [](std::string text) { return TrialFailure{{"", false, std::move(text)}, false}; };
  try {
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
      throw std::system_error(errno, std::generic_category(), "socketpair");
    const Descriptor ours(pair[0]);
    Descriptor theirs(pair[1]);
    // What it prints now it prints again when it runs, and is heard then.
    const Descriptor nowhere = checked(::open("/dev/null", O_WRONLY | O_CLOEXEC), "/dev/null");
    ChildProcess child(trial.host_program, {trial.plugin.string()}, {theirs.get()}, nowhere.get(),
                       nowhere.get());
    theirs = Descriptor();
    Talk talk(ours.get(), trial);
    switch (talk.run()) {
      case Talk::End::Accepted:
        return std::nullopt;
      case Talk::End::Refused:
        return TrialFailure{{talk.refused().key, false, talk.refused().text}};
      case Talk::End::Silent:
        return failed("the plugin did not say in time whether it takes these options");
      case Talk::End::Gone:
        break;
    }
    // Its end comes a moment after the end of its socket, unless that was all it closed.
    pollfd ended{child.pidfd(), POLLIN, 0};
    if (::poll(&ended, 1, 1000) == 1) return failed("the plugin's process " + child.bury());
    return failed("the plugin's process closed its connection");
  } catch (const std::system_error& error) {
    return failed(std::string("the plugin cannot be asked: ") + error.what());
  }
}

}  // namespace lifecycled
