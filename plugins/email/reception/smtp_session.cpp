#include "reception/smtp_session.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <poll.h>
#include <sys/socket.h>

namespace email {
namespace {

constexpr std::size_t longest_command = 2048, longest_text_line = 64u << 10;
constexpr std::size_t largest_mail = 25u << 20;  // what a server may send
constexpr std::size_t kept_of_mail = 1u << 20;   // reports lie at the beginning; pictures come later
constexpr std::size_t most_recipients = 100;
constexpr int most_mistakes = 20, most_mails = 1000;
constexpr int patience_ms = 300'000;  // RFC 5321, 4.5.3.2.7

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

bool is_verb(std::string_view line, std::string_view verb) {
  if (line.size() < verb.size() || (line.size() > verb.size() && line[verb.size()] != ' ')) return false;
  return std::equal(verb.begin(), verb.end(), line.begin(), [](char v, char c) {
    return v == (c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
  });
}

// "anna@x" of "RCPT TO:<anna@x> NOTIFY=NEVER"; a path that begins with a route has an "@" first.
std::string path_of(std::string_view line) {
  const auto open = line.find('<'), close = line.find('>');
  if (open == line.npos || close == line.npos || close < open) return "";
  std::string_view path = line.substr(open + 1, close - open - 1);
  if (path.starts_with("@")) path.remove_prefix(std::min(path.find(':') + 1, path.size()));
  return std::string(path);
}

}  // namespace

SmtpSession::SmtpSession(int socket, std::string own_name, Accept accept)
    : socket_(socket), own_name_(std::move(own_name)), accept_(std::move(accept)) {}

void SmtpSession::run() {
  if (say("220 " + own_name_ + " ESMTP and LMTP, reports only") == Next::Ends) return;
  std::string line;
  End end = End::Proper;
  while (read_line(line, longest_command, end)) {
    const Next next = end == End::Cut ? mistaken("500 5.5.6 the line is too long") : obey(line);
    if (next == Next::Ends) return;
  }
}

std::optional<std::chrono::milliseconds> SmtpSession::idle_for() const {
  const std::int64_t since = waits_since_;
  if (since == 0) return std::nullopt;
  return std::chrono::milliseconds(now_ms() - since);
}

SmtpSession::Next SmtpSession::obey(std::string_view line) {
  if (is_verb(line, "LHLO")) return greet(line, true);
  if (is_verb(line, "EHLO") || is_verb(line, "HELO")) return greet(line, false);
  if (is_verb(line, "NOOP")) return say("250 2.0.0 ok");
  if (is_verb(line, "VRFY")) return say("252 2.5.0 send it and see");
  if (is_verb(line, "RSET")) {
    forget_envelope();
    return say("250 2.0.0 ok");
  }
  if (is_verb(line, "QUIT")) {
    say("221 2.0.0 bye");
    return Next::Ends;
  }
  if (is_verb(line, "MAIL")) {
    if (!has_greeted_ || has_sender_) return mistaken("503 5.5.1 not now");
    has_sender_ = true;
    return say("250 2.1.0 ok");
  }
  if (is_verb(line, "RCPT")) {
    if (!has_sender_) return mistaken("503 5.5.1 MAIL first");
    if (recipients_.size() >= most_recipients) return say("452 4.5.3 too many recipients");
    std::string path = path_of(line);
    if (path.empty()) return mistaken("501 5.1.3 no address in angle brackets");
    recipients_.push_back(std::move(path));
    return say("250 2.1.5 ok");
  }
  if (is_verb(line, "DATA")) {
    if (recipients_.empty()) return mistaken("503 5.5.1 RCPT first");
    return take_mail();
  }
  return mistaken("500 5.5.2 unknown command");
}

SmtpSession::Next SmtpSession::greet(std::string_view line, bool is_local) {
  is_local_ = is_local;
  has_greeted_ = true;
  forget_envelope();
  if (is_verb(line, "HELO")) return say("250 " + own_name_);
  return say("250-" + own_name_ +
             "\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE " +
             std::to_string(largest_mail));
}

SmtpSession::Next SmtpSession::take_mail() {
  if (say("354 go ahead") == Next::Ends) return Next::Ends;
  std::string mail, line;
  std::size_t size = 0;
  // A bare LF ends no line, so that no server before us sees one mail where we see two.
  for (bool begins = true;;) {
    End end = End::Proper;
    if (!read_line(line, longest_text_line, end)) return Next::Ends;
    if (begins && line == "." && end == End::Proper) break;
    std::string_view text = line;
    if (begins && text.starts_with(".")) text.remove_prefix(1);
    size += text.size() + 2;
    // Never without an end: who sends more than they may is cut off.
    if (size > largest_mail) {
      say("552 5.3.4 the mail is too large");
      return Next::Ends;
    }
    if (mail.size() < kept_of_mail)
      mail.append(text).append(end == End::Cut ? "" : end == End::BareLf ? "\n" : "\r\n");
    begins = end == End::Proper;
  }
  const bool is_safe = accept_(mail, recipients_);
  const std::string_view reply = is_safe ? "250 2.0.0 stored" : "451 4.3.0 not stored; try again later";
  // RFC 2033, 4.2: one answer for each recipient.
  const std::size_t times = is_local_ ? recipients_.size() : 1;
  forget_envelope();
  for (std::size_t i = 0; i < times; ++i) {
    if (say(reply) == Next::Ends) return Next::Ends;
  }
  if (++mails_ < most_mails) return Next::Goes;
  say("421 4.7.0 enough for one connection");
  return Next::Ends;
}

SmtpSession::Next SmtpSession::mistaken(std::string_view reply) {
  if (++mistakes_ < most_mistakes) return say(reply);
  say("421 4.7.0 too many mistakes");
  return Next::Ends;
}

// Without its end. A longer one comes in pieces, and all but the last are cut.
bool SmtpSession::read_line(std::string& line, std::size_t longest, End& how) {
  for (;;) {
    const auto end = buffer_.find('\n', read_);
    const std::size_t has = (end == buffer_.npos ? buffer_.size() : end) - read_;
    if (end != buffer_.npos || has >= longest) {
      std::size_t taken = std::min(has, longest);
      // A CR stays with what follows.
      if ((end == buffer_.npos || taken < has) && buffer_[read_ + taken - 1] == '\r') --taken;
      line.assign(buffer_, read_, taken);
      const bool was_cut = end == buffer_.npos || taken < has;
      read_ += was_cut ? taken : taken + 1;
      const bool has_cr = line.ends_with('\r');
      how = was_cut ? End::Cut : has_cr ? End::Proper : End::BareLf;
      if (!was_cut && has_cr) line.pop_back();
      return true;
    }
    buffer_.erase(0, read_);
    read_ = 0;
    pollfd watched{socket_, POLLIN, 0};
    waits_since_ = now_ms();
    const int ready = ::poll(&watched, 1, patience_ms);
    waits_since_ = 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) say("421 4.4.2 you were silent for too long");
    if (ready <= 0) return false;
    char bytes[16384];
    const ssize_t n = ::recv(socket_, bytes, sizeof bytes, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(n));
  }
}

SmtpSession::Next SmtpSession::say(std::string_view reply) {
  const std::string line = std::string(reply) + "\r\n";
  for (std::string_view left = line; !left.empty();) {
    pollfd watched{socket_, POLLOUT, 0};
    if (::poll(&watched, 1, patience_ms) <= 0) return Next::Ends;
    const ssize_t n = ::send(socket_, left.data(), left.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && errno != EAGAIN && errno != EINTR) return Next::Ends;
    if (n > 0) left.remove_prefix(static_cast<std::size_t>(n));
  }
  return Next::Goes;
}

void SmtpSession::forget_envelope() {
  has_sender_ = false;
  recipients_.clear();
}

}  // namespace email
