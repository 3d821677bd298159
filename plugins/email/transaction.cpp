#include "transaction.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <sys/socket.h>
#include <unistd.h>

#include "text.hpp"

namespace email {
namespace {

using lifecycled::plugin::Message;
using lifecycled::plugin::Result;

constexpr std::size_t longest_detail = 400;

template <class Value>
void set(CURL* handle, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(handle, option, value);
  if (code != CURLE_OK) throw std::runtime_error(std::string("libcurl: ") + curl_easy_strerror(code));
}

std::string url_of(const Settings& s, const Relay& relay) {
  const bool is_ipv6 = relay.host.find(':') != relay.host.npos && relay.host.front() != '[';
  return std::string(relay.tls == Tls::Always ? "smtps://" : "smtp://") +
         (is_ipv6 ? "[" + relay.host + "]" : relay.host) + ":" + std::to_string(relay.port) + "/" +
         s.helo_name;
}

// Nothing about this mail was said yet, and it is not the mail's fault: another relay may take it.
bool is_fault_of_relay(Phase phase, const Verdict& verdict) {
  return phase < Phase::Recipient && verdict.scope == LC_SCOPE_CHANNEL;
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
  if (!settings.tls_ca_file.empty()) set(handle_, CURLOPT_CAINFO, settings.tls_ca_file.c_str());
}

// Curl uses a connection again only with the login that it was made with.
void Transaction::address_to(const Relay& relay) {
  set(handle_, CURLOPT_URL, url_of(settings_, relay).c_str());
  set(handle_, CURLOPT_USE_SSL, static_cast<long>(relay.tls == Tls::Off ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  const bool is_token = relay.login == "XOAUTH2";
  const auto text = [](const std::string& value) { return value.empty() ? nullptr : value.c_str(); };
  set(handle_, CURLOPT_USERNAME, text(relay.user));
  set(handle_, CURLOPT_PASSWORD, is_token ? nullptr : text(relay.password));
  set(handle_, CURLOPT_XOAUTH2_BEARER, is_token ? text(relay.password) : nullptr);
  // Never a weaker one than the operator wants, whatever a server offers.
  set(handle_, CURLOPT_LOGIN_OPTIONS, relay.login.empty() ? nullptr : ("AUTH=" + relay.login).c_str());
}

Transaction::~Transaction() {
  forget_connection();
  curl_easy_cleanup(handle_);
  curl_slist_free_all(recipients_);
}

Answer Transaction::send(Message message) {
  const Relays::User user(relays_);
  message_.emplace(std::move(message));
  if (auto unusable = prepare()) return std::move(*unusable);
  for (std::vector<std::size_t> tried;;) {
    const std::size_t relay = relays_.choose(tried, Relays::Clock::now()).value_or(0);
    Judgement judgement = attempt(relay);
    if (is_turned_away() && others_are_connected(relay)) {
      Answer answer = this->answer(judgement.verdict, std::move(judgement.detail));
      answer.is_for_another_connection = true;
      return answer;
    }
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

// A relay may end a connection whenever it likes: after a time, or after some mails. That is no fault, and
// the next one is as good as the first was.
Transaction::Judgement Transaction::attempt(std::size_t relay) {
  Judgement judgement = attempt_once(relay, false);
  if (!is_worn_out(judgement) || is_hung_up()) return judgement;
  close_connection();
  return attempt_once(relay, true);
}

Transaction::Judgement Transaction::attempt_once(std::size_t relay, bool must_be_fresh) {
  reply_.clear();
  error_[0] = '\0';
  sent_ = 0;
  phase_ = Phase::Connect;
  is_reply_open_ = is_leaving_ = was_refused_ = was_cut_ = has_connected_ = was_answered_no_ = lacked_utf8_ =
      false;
  reply_code_ = 0;
  if (relay != relay_) forget_connection();
  relay_ = relay;
  address_to(settings_.relays[relay]);
  // What a connection offers is seen only when it begins.
  must_be_fresh = must_be_fresh || (needs_utf8() && !offers_utf8_);
  set(handle_, CURLOPT_FRESH_CONNECT, must_be_fresh ? 1L : 0L);
  const CURLcode code = curl_easy_perform(handle_);
  const Judgement judgement = judge(code);
  if (code != CURLE_OK && judgement.verdict.scope == LC_SCOPE_CHANNEL) forget_connection();
  return judgement;
}

// No recipient was accepted on a connection that other mails had used before.
bool Transaction::is_worn_out(const Judgement& judgement) const {
  if (has_connected_ || phase_ < Phase::Sender || phase_ > Phase::Recipient) return false;
  if (was_answered_no_ && reply_code_ >= 500) return false;
  if (phase_ == Phase::Recipient) return was_answered_no_ && reply_code_ == 421;
  return judgement.verdict.scope == LC_SCOPE_CHANNEL;
}

// By a relay that is there, before it has heard anything: the sign of too many connections.
bool Transaction::is_turned_away() const {
  return has_connected_ && was_answered_no_ && reply_code_ < 500 &&
         (phase_ <= Phase::Greeting || (phase_ <= Phase::Sender && reply_code_ == 421));
}

// The first ones may be greeted at the same moment in which this one was turned away.
bool Transaction::others_are_connected(std::size_t relay) {
  for (int looks = 0; looks < 10; ++looks) {
    if (relays_.connected(relay) > 0) return true;
    if (!relays_.is_used_by_others() || is_hung_up()) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

void Transaction::forget_connection() {
  if (std::exchange(counts_as_connected_, false)) relays_.disconnects(relay_);
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
  was_answered_no_ = has_said_no;
  reply_code_ = reply.code;
  if (code == CURLE_OK) return {{LC_ACCEPTED, LC_SCOPE_MESSAGE}, detail};
  if (was_refused_) return {{LC_TRANSIENT, LC_SCOPE_MESSAGE}, "the daemon did not let it start"};
  if (lacked_utf8_) {
    close_connection();
    return {{LC_REJECTED, LC_SCOPE_MESSAGE},
            "the relay knows no addresses with letters beyond ASCII before the @ (SMTPUTF8), and this one "
            "has some"};
  }
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
