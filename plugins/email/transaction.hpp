// One connection's mails through SMTP, one after the other: a curl handle that is used again and again, what
// it sends, and what it was answered. One thread, but for hang_up().
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <curl/curl.h>

#include "lifecycled/channel.hpp"
#include "lifecycled/ext/started.h"
#include "mime.hpp"
#include "relays.hpp"
#include "replies.hpp"
#include "settings.hpp"

namespace email {

// What became of a mail, to be told when the connection is free for the next.
struct Answer {
  lifecycled::plugin::Message message;
  Verdict verdict;
  std::string detail, pace_key, message_id;
  // The relay allows no more connections beside those that we have: one of them should send it. Nothing has
  // been said about it yet.
  bool is_for_another_connection = false;

  void tell();
};

class Transaction {
 public:
  Transaction(const Settings& settings, const Composer& composer, Relays& relays,
              lifecycled::plugin::Host host, const lc_started* started);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Sends it by the first relay that takes it, and waits for the answer.
  Answer send(lifecycled::plugin::Message message);
  // From any thread: lets a send() that waits for the server fail at once.
  void hang_up();
  // Nobody counts on its connection any more.
  void retire() { forget_connection(); }

 private:
  static std::size_t read_body(char* into, std::size_t size, std::size_t count, void* self) noexcept;
  static std::size_t take_reply(char* line, std::size_t size, std::size_t count, void* self) noexcept;
  static int see_traffic(CURL*, curl_infotype type, char* data, std::size_t size, void* self) noexcept;
  static int take_socket(void* self, curl_socket_t socket, curlsocktype) noexcept;
  static int close_socket(void* self, curl_socket_t socket) noexcept;

  // Nothing: it is ready for the wire; else why it can never be sent.
  std::optional<Answer> prepare();
  struct Judgement {
    Verdict verdict;
    std::string detail;
  };
  // By one relay. The judgement is about its answer, or its silence.
  Judgement attempt(std::size_t relay);
  Judgement attempt_once(std::size_t relay, bool must_be_fresh);
  void address_to(const Relay& relay);
  Judgement judge(CURLcode code);
  bool is_worn_out(const Judgement& judgement) const;
  bool is_turned_away() const;
  bool others_are_connected(std::size_t relay);
  void forget_connection();
  bool lacks_utf8();
  bool needs_utf8() const;
  bool is_hung_up();
  void close_connection();
  bool start();
  bool is_cut();
  std::string without_recipient(std::string text) const;
  Answer answer(Verdict verdict, std::string detail);

  const Settings& settings_;
  const Composer& composer_;
  Relays& relays_;
  const lifecycled::plugin::Host host_;
  const lc_started* const started_;
  CURL* handle_ = nullptr;
  curl_slist* recipients_ = nullptr;
  char error_[CURL_ERROR_SIZE] = {};

  std::mutex socket_mutex_;
  curl_socket_t socket_ = CURL_SOCKET_BAD;  // guarded by socket_mutex_
  bool is_hung_up_ = false;                 // guarded by socket_mutex_

  std::optional<lifecycled::plugin::Message> message_;
  Mail mail_;
  std::size_t sent_ = 0;
  Phase phase_ = Phase::Connect;
  std::string reply_;  // the lines of the last reply, or of the one that is coming
  bool is_reply_open_ = false;
  bool is_leaving_ = false;   // QUIT was said; what is answered now is of no interest
  bool was_refused_ = false;  // the daemon did not let it start
  bool was_cut_ = false;
  bool has_connected_ = false;  // for this attempt; else the last mail's connection served
  bool was_answered_no_ = false;
  int reply_code_ = 0;
  std::size_t relay_ = 0;
  bool counts_as_connected_ = false;  // with relays_, at relay_
  bool offers_utf8_ = false;          // SMTPUTF8 (RFC 6531); of this connection
  bool has_said_starttls_ = false;
  bool lacked_utf8_ = false;
};

}  // namespace email
