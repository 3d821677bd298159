#include "transaction.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <sys/socket.h>

#include "text.hpp"

namespace email {
namespace {

using lifecycled::plugin::Message;
using lifecycled::plugin::Result;

constexpr std::size_t longest_reply = 2000;
constexpr std::size_t longest_detail = 400;

template <class Value>
void set(CURL* handle, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(handle, option, value);
  if (code != CURLE_OK) throw std::runtime_error(std::string("libcurl: ") + curl_easy_strerror(code));
}

std::string url_of(const Settings& s) {
  const bool is_ipv6 = s.host.find(':') != s.host.npos && s.host.front() != '[';
  return std::string(s.tls == Tls::Always ? "smtps://" : "smtp://") +
         (is_ipv6 ? "[" + s.host + "]" : s.host) + ":" + std::to_string(s.port) + "/" + s.helo_name;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// What will not heal by waiting: somebody has to change the settings, or the relay's.
bool never_works(CURLcode code) {
  switch (static_cast<int>(code)) {
    case CURLE_LOGIN_DENIED:
    case CURLE_USE_SSL_FAILED:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_URL_MALFORMAT:
      return true;
    default:
      return false;  // curl's codes are not ours, and grow with each release
  }
}

}  // namespace

Transaction::Transaction(const Settings& settings, const Composer& composer, lifecycled::plugin::Host host)
    : composer_(composer),
      host_(host),
      started_(host.service<lc_started>(LC_EXT_STARTED)),
      handle_(curl_easy_init()) {
  if (handle_ == nullptr) throw std::runtime_error("libcurl gives no handle");
  set(handle_, CURLOPT_URL, url_of(settings).c_str());
  set(handle_, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(handle_, CURLOPT_NOSIGNAL, 1L);
  set(handle_, CURLOPT_PRIVATE, this);
  set(handle_, CURLOPT_ERRORBUFFER, error_);
  set(handle_, CURLOPT_UPLOAD, 1L);
  set(handle_, CURLOPT_READFUNCTION, &Transaction::read_body);
  set(handle_, CURLOPT_READDATA, this);
  // No seek function: curl must not send a body a second time behind our back.
  set(handle_, CURLOPT_HEADERFUNCTION, &Transaction::take_reply);
  set(handle_, CURLOPT_HEADERDATA, this);
  // Curl allocates twice this for each mail; mails are small.
  set(handle_, CURLOPT_UPLOAD_BUFFERSIZE, 16384L);
  set(handle_, CURLOPT_BUFFERSIZE, 4096L);
  set(handle_, CURLOPT_TCP_NODELAY, 1L);
  set(handle_, CURLOPT_TCP_KEEPALIVE, 1L);
  set(handle_, CURLOPT_CONNECTTIMEOUT, settings.connect_timeout_s);
  set(handle_, CURLOPT_SERVER_RESPONSE_TIMEOUT, settings.response_timeout_s);
  // A body that the server stops reading must end too.
  set(handle_, CURLOPT_TIMEOUT, settings.connect_timeout_s + 2 * settings.response_timeout_s);
  set(handle_, CURLOPT_SSL_VERIFYPEER, 1L);
  set(handle_, CURLOPT_SSL_VERIFYHOST, 2L);
  set(handle_, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(handle_, CURLOPT_USE_SSL,
      static_cast<long>(settings.tls == Tls::Off ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  if (!settings.tls_ca_file.empty()) set(handle_, CURLOPT_CAINFO, settings.tls_ca_file.c_str());
  if (!settings.user.empty()) {
    set(handle_, CURLOPT_USERNAME, settings.user.c_str());
    set(handle_, CURLOPT_PASSWORD, settings.password.c_str());
  }
}

Transaction::~Transaction() {
  curl_easy_cleanup(handle_);
  curl_slist_free_all(recipients_);
}

Transaction& Transaction::of(CURL* handle) {
  Transaction* self = nullptr;
  curl_easy_getinfo(handle, CURLINFO_PRIVATE, &self);
  return *self;
}

bool Transaction::prepare(Message message) {
  message_.emplace(std::move(message));
  const lc_message& m = *message_->fields;
  reply_.clear();
  error_[0] = '\0';
  sent_ = 0;
  socket_ = CURL_SOCKET_BAD;
  is_reply_open_ = may_send_body_ = is_body_given_ = was_refused_ = was_cut_ = false;

  if (!is_address(m.recipient)) {
    complete({LC_INVALID_ADDRESS, LC_SCOPE_MESSAGE}, "the recipient is no e-mail address");
    return false;
  }
  try {
    composer_.compose(m, mail_);
  } catch (const UnusableMessage& e) {
    complete({LC_REJECTED, LC_SCOPE_MESSAGE}, e.what());
    return false;
  }
  curl_slist_free_all(std::exchange(recipients_, curl_slist_append(nullptr, m.recipient)));
  set(handle_, CURLOPT_MAIL_RCPT, recipients_);
  set(handle_, CURLOPT_MAIL_FROM, mail_.envelope_sender.c_str());
  set(handle_, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail_.bytes.size()));
  return true;
}

std::size_t Transaction::read_body(char* into, std::size_t size, std::size_t count, void* data) noexcept {
  Transaction& self = *static_cast<Transaction*>(data);
  const std::size_t left = self.mail_.bytes.size() - self.sent_;
  const std::size_t now = std::min(size * count, left);
  if (now == left && !self.is_body_given_) {
    // After the last bytes curl sends the final dot by itself, so this is the last moment to say no.
    self.was_cut_ = self.is_cut();
    self.was_refused_ = !self.was_cut_ && !self.start();
    if (self.was_cut_ || self.was_refused_) return CURL_READFUNC_ABORT;
    self.is_body_given_ = true;
  }
  std::memcpy(into, self.mail_.bytes.data() + self.sent_, now);
  self.sent_ += now;
  return now;
}

std::size_t Transaction::take_reply(char* line, std::size_t size, std::size_t count, void* data) noexcept {
  Transaction& self = *static_cast<Transaction*>(data);
  const std::string_view text(line, size * count);
  if (!self.is_reply_open_) self.reply_.clear();
  self.is_reply_open_ = text.size() > 3 && text[3] == '-';
  if (self.reply_.size() + text.size() <= longest_reply || !self.is_reply_open_) self.reply_ += text;
  if (text.starts_with("354")) self.may_send_body_ = true;
  return size * count;
}

bool Transaction::start() {
  const uint64_t ticket = message_->ticket.number();
  return started_ == nullptr || started_->started(host_.table(), &ticket, 1);
}

// Has the server hung up already? Then nothing is in doubt. Bytes that wait to be read are no answer to that.
bool Transaction::is_cut() const {
  if (socket_ == CURL_SOCKET_BAD) return false;
  char byte = 0;
  const ssize_t n = ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

Phase Transaction::phase(CURLcode code) const {
  if (is_body_given_) return Phase::Answer;
  if (may_send_body_) return Phase::Data;
  const std::string_view error(error_);
  if (error.starts_with("RCPT failed")) return Phase::Recipient;
  if (error.starts_with("MAIL failed")) return Phase::Sender;
  if (error.starts_with("DATA failed")) return Phase::Data;
  if (code == CURLE_LOGIN_DENIED) return Phase::Auth;
  curl_off_t connected_us = 0;
  curl_easy_getinfo(handle_, CURLINFO_CONNECT_TIME_T, &connected_us);
  return connected_us > 0 && code != CURLE_SSL_CONNECT_ERROR ? Phase::Greeting : Phase::Connect;
}

void Transaction::finish(CURLcode code) {
  // The last line has the code; the others of a long reply have words that may matter.
  const std::string_view lines = std::string_view(reply_).substr(0, reply_.find_last_not_of("\r\n") + 1);
  const std::size_t last_line = lines.rfind('\n') + 1;
  Reply reply = parse_reply(lines.substr(last_line));
  const std::string detail =
      without_recipient(code == CURLE_OK || reply.code >= 400
                            ? one_line(lines)
                            : std::string(error_[0] != '\0' ? error_ : curl_easy_strerror(code)));
  if (code == CURLE_OK) return complete({LC_ACCEPTED, LC_SCOPE_MESSAGE}, detail);
  if (was_refused_) return complete({LC_TRANSIENT, LC_SCOPE_MESSAGE}, "the daemon did not let it start");
  if (was_cut_)
    return complete(judge_silence(Phase::Data, false),
                    "the server closed the connection before the mail was sent");
  if (reply.code < 400) return complete(judge_silence(phase(code), never_works(code)), detail);
  reply.text = one_line(lines);
  complete(judge_reply(phase(code), reply, message_->fields->sender[0] != '\0'), detail);
}

void Transaction::abandon() {
  if (!message_) return;
  complete(judge_silence(is_body_given_ ? Phase::Answer : Phase::Data, false),
           "the channel ended before an answer came");
}

// Servers repeat the address, and addresses do not belong into logs.
std::string Transaction::without_recipient(std::string text) const {
  const std::string_view address(message_->fields->recipient);
  const auto same = [](char a, char b) { return lower(a) == lower(b); };
  for (auto from = text.begin(); !address.empty();) {
    const auto at = std::search(from, text.end(), address.begin(), address.end(), same);
    if (at == text.end()) break;
    const auto offset = at - text.begin();
    text.replace(static_cast<std::size_t>(offset), address.size(), "recipient");
    from = text.begin() + offset + 9;
  }
  if (text.size() > longest_detail) text.resize(longest_detail);
  return text;
}

void Transaction::complete(Verdict verdict, const std::string& detail) {
  const std::string domain = domain_of(message_->fields->recipient);
  Result result(verdict.outcome, detail.c_str());
  result.scope = verdict.scope;
  result.pace_key = domain.c_str();
  // Bounces name the Message-ID; a server's own queue number is in the detail.
  result.provider_message_id = mail_.message_id.c_str();
  message_->ticket.complete(result);
  message_.reset();
}

}  // namespace email
