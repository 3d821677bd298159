// The part of Transaction that curl calls: what goes over the wire, and how far the dialogue has come.
#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

#include "transaction.hpp"

namespace email {
namespace {

constexpr std::size_t longest_reply = 2000;

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same_letters(std::string_view one, std::string_view other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace

std::size_t Transaction::read_body(char* into, std::size_t size, std::size_t count, void* data) noexcept {
  Transaction& self = *static_cast<Transaction*>(data);
  const std::size_t left = self.mail_.bytes.size() - self.sent_;
  const std::size_t now = std::min(size * count, left);
  if (now == left && self.phase_ != Phase::Answer) {
    // After the last bytes curl sends the final dot by itself, so this is the last moment to say no.
    self.was_cut_ = self.is_cut();
    self.was_refused_ = !self.was_cut_ && !self.start();
    if (self.was_cut_ || self.was_refused_) return CURL_READFUNC_ABORT;
    self.phase_ = Phase::Answer;
  }
  std::memcpy(into, self.mail_.bytes.data() + self.sent_, now);
  self.sent_ += now;
  return now;
}

std::size_t Transaction::take_reply(char* line, std::size_t size, std::size_t count, void* data) noexcept {
  Transaction& self = *static_cast<Transaction*>(data);
  const std::string_view text(line, size * count);
  if (self.is_leaving_) return size * count;
  if (!self.is_reply_open_) self.reply_.clear();
  if (self.phase_ == Phase::Greeting && text.size() > 12 && same_letters(text.substr(4, 8), "SMTPUTF8"))
    self.offers_utf8_ = true;
  self.is_reply_open_ = text.size() > 3 && text[3] == '-';
  if (!self.is_reply_open_ && text.starts_with("250") && self.lacks_utf8()) return 0;
  if (self.reply_.size() + text.size() <= longest_reply || !self.is_reply_open_) self.reply_ += text;
  return size * count;
}

// RFC 6531, 3.2: such an address goes only to who has offered SMTPUTF8. Asked when the last EHLO is answered.
bool Transaction::lacks_utf8() {
  const bool knows_its_offers =
      phase_ == Phase::Greeting && (settings_.relays[relay_].tls != Tls::StartTls || has_said_starttls_);
  lacked_utf8_ = knows_its_offers && !offers_utf8_ && needs_utf8();
  return lacked_utf8_;
}

bool Transaction::needs_utf8() const {
  return !is_ascii(mail_.recipient) || !is_ascii(mail_.envelope_sender);
}

int Transaction::see_traffic(CURL*, curl_infotype type, char* data, std::size_t size,
                             void* context) noexcept {
  Transaction& self = *static_cast<Transaction*>(context);
  if (type != CURLINFO_HEADER_OUT || self.phase_ == Phase::Answer) {
    self.is_leaving_ =
        self.is_leaving_ || (type == CURLINFO_HEADER_OUT && std::string_view(data, size).starts_with("QUIT"));
    return 0;
  }
  constexpr std::pair<std::string_view, Phase> commands[] = {
      {"EHLO ", Phase::Greeting}, {"HELO ", Phase::Greeting}, {"STARTTLS", Phase::Greeting},
      {"AUTH ", Phase::Auth},     {"MAIL ", Phase::Sender},   {"RCPT ", Phase::Recipient},
      {"DATA", Phase::Data}};
  const std::string_view command(data, size);
  self.is_leaving_ = self.is_leaving_ || command.starts_with("QUIT");
  for (const auto& [word, phase] : commands) {
    if (command.starts_with(word)) self.phase_ = phase;
  }
  if (command.starts_with("STARTTLS")) self.has_said_starttls_ = true;
  if (command.starts_with("MAIL ") && !self.counts_as_connected_) {
    self.counts_as_connected_ = true;
    self.relays_.connects(self.relay_);
  }
  return 0;
}

int Transaction::take_socket(void* data, curl_socket_t socket, curlsocktype) noexcept {
  Transaction& self = *static_cast<Transaction*>(data);
  const std::scoped_lock lock(self.socket_mutex_);
  self.socket_ = socket;
  self.offers_utf8_ = self.has_said_starttls_ = false;
  self.has_connected_ = true;
  self.forget_connection();
  return self.is_hung_up_ ? CURL_SOCKOPT_ERROR : CURL_SOCKOPT_OK;
}

int Transaction::close_socket(void* data, curl_socket_t socket) noexcept {
  Transaction& self = *static_cast<Transaction*>(data);
  const std::scoped_lock lock(self.socket_mutex_);
  if (self.socket_ == socket) self.socket_ = CURL_SOCKET_BAD;
  return ::close(socket);
}

}  // namespace email
