// One connection of a mail server that brings reports: SMTP (RFC 5321) or LMTP (RFC 2033), whichever it
// greets with. Nothing is relayed from here. Its thread's own.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace email {

class SmtpSession {
 public:
  // Takes a mail; true once what it tells is safe, so that the other side may forget it. May wait.
  using Accept = std::function<bool(const std::string& mail, const std::vector<std::string>& recipients)>;

  SmtpSession(int socket, std::string own_name, Accept accept);
  // Until the other side has enough, is silent for too long, or the socket is shut down.
  void run();
  // How long it has been waiting for the other side's words; none: it is at work. [any]
  std::optional<std::chrono::milliseconds> idle_for() const;

 private:
  enum class Next { Goes, Ends };
  Next obey(std::string_view line);
  Next take_mail();
  Next greet(std::string_view line, bool is_local);
  Next mistaken(std::string_view reply);
  // How a line ends. RFC 5321, 2.3.8: only CR LF ends a line of a mail.
  enum class End { Proper, BareLf, Cut };
  bool read_line(std::string& line, std::size_t longest, End& end);
  Next say(std::string_view reply);
  void forget_envelope();

  const int socket_;
  const std::string own_name_;
  const Accept accept_;
  std::string buffer_;
  std::size_t read_ = 0;  // of the buffer
  bool is_local_ = false, has_greeted_ = false, has_sender_ = false;
  std::vector<std::string> recipients_;
  int mistakes_ = 0, mails_ = 0;
  std::atomic<std::int64_t> waits_since_ = 0;  // of the steady clock, in ms; 0: it does not wait
};

}  // namespace email
