#include "transaction.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>
#include <vector>

#include <sys/socket.h>
#include <unistd.h>

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

std::string url_of(const Settings& s, const Relay& relay) {
  const bool is_ipv6 = relay.host.find(':') != relay.host.npos && relay.host.front() != '[';
  return std::string(s.tls == Tls::Always ? "smtps://" : "smtp://") +
         (is_ipv6 ? "[" + relay.host + "]" : relay.host) + ":" + std::to_string(relay.port) + "/" +
         s.helo_name;
}

// Nothing about this mail was said yet, and it is not the mail's fault: another relay may take it.
bool is_fault_of_relay(Phase phase, const Verdict& verdict) {
  return phase < Phase::Recipient && verdict.scope == LC_SCOPE_CHANNEL;
}

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same_letters(std::string_view one, std::string_view other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

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

void Answer::tell() {
  Result result(verdict.outcome, detail.c_str());
  result.scope = verdict.scope;
  result.pace_key = pace_key.c_str();
  result.provider_message_id = message_id.c_str();
  message.ticket.complete(result);
}

Transaction::Transaction(const Settings& settings, const Composer& composer, Relays& relays,
                         lifecycled::plugin::Host host, const lc_started* started)
    : settings_(settings),
      composer_(composer),
      relays_(relays),
      host_(host),
      started_(started),
      handle_(curl_easy_init()) {
  if (handle_ == nullptr) throw std::runtime_error("libcurl gives no handle");
  set(handle_, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(handle_, CURLOPT_NOSIGNAL, 1L);
  set(handle_, CURLOPT_ERRORBUFFER, error_);
  set(handle_, CURLOPT_UPLOAD, 1L);
  set(handle_, CURLOPT_READFUNCTION, &Transaction::read_body);
  set(handle_, CURLOPT_READDATA, this);
  // No seek function: curl must not send a body a second time behind our back.
  set(handle_, CURLOPT_HEADERFUNCTION, &Transaction::take_reply);
  set(handle_, CURLOPT_HEADERDATA, this);
  // The commands that curl sends tell how far the dialogue has come; curl's own error texts would have to be
  // guessed from.
  set(handle_, CURLOPT_VERBOSE, 1L);
  set(handle_, CURLOPT_DEBUGFUNCTION, &Transaction::see_traffic);
  set(handle_, CURLOPT_DEBUGDATA, this);
  set(handle_, CURLOPT_SOCKOPTFUNCTION, &Transaction::take_socket);
  set(handle_, CURLOPT_SOCKOPTDATA, this);
  set(handle_, CURLOPT_CLOSESOCKETFUNCTION, &Transaction::close_socket);
  set(handle_, CURLOPT_CLOSESOCKETDATA, this);
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
    const bool is_token = settings.login == "XOAUTH2";
    set(handle_, is_token ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD, settings.password.c_str());
    // Never a weaker one than the operator wants, whatever a server offers.
    if (!settings.login.empty()) set(handle_, CURLOPT_LOGIN_OPTIONS, ("AUTH=" + settings.login).c_str());
  }
}

Transaction::~Transaction() {
  curl_easy_cleanup(handle_);
  curl_slist_free_all(recipients_);
}

Answer Transaction::send(Message message) {
  message_.emplace(std::move(message));
  if (auto unusable = prepare()) return std::move(*unusable);
  for (std::vector<std::size_t> tried;;) {
    const std::size_t relay = relays_.choose(tried, Relays::Clock::now()).value_or(0);
    Judgement judgement = attempt(relay);
    if (!is_fault_of_relay(phase_, judgement.verdict)) {
      relays_.works(relay);
      return answer(judgement.verdict, std::move(judgement.detail));
    }
    tried.push_back(relay);
    if (settings_.relays.size() > 1) relays_.rest(relay, Relays::Clock::now());
    if (tried.size() == settings_.relays.size() || is_hung_up())
      return answer(judgement.verdict, std::move(judgement.detail));
    host_.log(lifecycled::plugin::Level::warning, "the relay " + settings_.relays[relay].host +
                                                      " is passed over for a while: " + judgement.detail);
  }
}

Transaction::Judgement Transaction::attempt(std::size_t relay) {
  reply_.clear();
  error_[0] = '\0';
  sent_ = 0;
  phase_ = Phase::Connect;
  is_reply_open_ = is_leaving_ = was_refused_ = was_cut_ = false;
  set(handle_, CURLOPT_URL, url_of(settings_, settings_.relays[relay]).c_str());
  return judge(curl_easy_perform(handle_));
}

bool Transaction::is_hung_up() {
  const std::scoped_lock lock(socket_mutex_);
  return is_hung_up_;
}

void Transaction::hang_up() {
  {
    const std::scoped_lock lock(socket_mutex_);
    is_hung_up_ = true;
  }
  close_connection();
}

// Curl finds it dead, whatever it does next.
void Transaction::close_connection() {
  const std::scoped_lock lock(socket_mutex_);
  if (socket_ != CURL_SOCKET_BAD) ::shutdown(socket_, SHUT_RDWR);
}

std::optional<Answer> Transaction::prepare() {
  const lc_message& m = *message_->fields;
  mail_.message_id.clear();
  if (!is_address(m.recipient)) {
    return answer({LC_INVALID_ADDRESS, LC_SCOPE_MESSAGE}, "the recipient is no e-mail address");
  }
  try {
    composer_.compose(m, mail_);
  } catch (const UnusableMessage& e) {
    return answer({LC_REJECTED, LC_SCOPE_MESSAGE}, e.what());
  }
  curl_slist_free_all(std::exchange(recipients_, curl_slist_append(nullptr, mail_.recipient.c_str())));
  set(handle_, CURLOPT_MAIL_RCPT, recipients_);
  set(handle_, CURLOPT_MAIL_FROM, mail_.envelope_sender.c_str());
  set(handle_, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail_.bytes.size()));
  return std::nullopt;
}

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
  if (self.reply_.size() + text.size() <= longest_reply || !self.is_reply_open_) self.reply_ += text;
  return size * count;
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
  return 0;
}

int Transaction::take_socket(void* data, curl_socket_t socket, curlsocktype) noexcept {
  Transaction& self = *static_cast<Transaction*>(data);
  const std::scoped_lock lock(self.socket_mutex_);
  self.socket_ = socket;
  self.offers_utf8_ = false;
  return self.is_hung_up_ ? CURL_SOCKOPT_ERROR : CURL_SOCKOPT_OK;
}

int Transaction::close_socket(void* data, curl_socket_t socket) noexcept {
  Transaction& self = *static_cast<Transaction*>(data);
  const std::scoped_lock lock(self.socket_mutex_);
  if (self.socket_ == socket) self.socket_ = CURL_SOCKET_BAD;
  return ::close(socket);
}

bool Transaction::start() {
  const uint64_t ticket = message_->ticket.number();
  return started_ == nullptr || started_->started(host_.table(), &ticket, 1);
}

// Has the server hung up already? Then nothing is in doubt. Bytes that wait to be read are no answer to that.
bool Transaction::is_cut() {
  const std::scoped_lock lock(socket_mutex_);
  if (socket_ == CURL_SOCKET_BAD) return false;
  char byte = 0;
  const ssize_t n = ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

Transaction::Judgement Transaction::judge(CURLcode code) {
  // The last line has the code; the others of a long reply have words that may matter.
  const std::string_view lines = std::string_view(reply_).substr(0, reply_.find_last_not_of("\r\n") + 1);
  Reply reply = parse_reply(lines.substr(lines.rfind('\n') + 1));
  const bool has_said_no = code != CURLE_OK && reply.code >= 400;
  const std::string detail = without_recipient(code == CURLE_OK || has_said_no ? one_line(lines)
                                               : error_[0] != '\0'             ? std::string(error_)
                                                                               : curl_easy_strerror(code));
  if (code == CURLE_OK) return {{LC_ACCEPTED, LC_SCOPE_MESSAGE}, detail};
  if (was_refused_) return {{LC_TRANSIENT, LC_SCOPE_MESSAGE}, "the daemon did not let it start"};
  if (was_cut_) {
    return {judge_silence(Phase::Data, false), "the server closed the connection before the mail was sent"};
  }
  // A connection that stands but has not been greeted yet is the relay's moment of weakness, not its absence.
  curl_off_t connected_us = 0;
  curl_easy_getinfo(handle_, CURLINFO_CONNECT_TIME_T, &connected_us);
  if (phase_ == Phase::Connect && connected_us > 0 && code != CURLE_SSL_CONNECT_ERROR)
    phase_ = Phase::Greeting;
  if (!has_said_no) {
    // After a time-out curl keeps the connection (7.88), and would take the late answer for that of the next
    // mail.
    close_connection();
    return {judge_silence(phase_, never_works(code)), detail};
  }
  reply.text = one_line(lines);
  // The address may be good; this relay cannot write it.
  if (!is_ascii(mail_.recipient) && !offers_utf8_ && phase_ >= Phase::Sender && reply.code >= 500)
    return {{LC_REJECTED, LC_SCOPE_MESSAGE},
            "the relay knows no addresses with such letters (SMTPUTF8): " + detail};
  return {judge_reply(phase_, reply, message_->fields->sender[0] != '\0'), detail};
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

// Bounces name the Message-ID; a server's own queue number is in the detail.
Answer Transaction::answer(Verdict verdict, std::string detail) {
  Answer answer{std::move(*message_), verdict, std::move(detail), "", mail_.message_id};
  answer.pace_key = domain_of(answer.message.fields->recipient);
  message_.reset();
  return answer;
}

}  // namespace email
