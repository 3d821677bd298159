// One mail's way through SMTP: a curl handle that is used again and again, what it sends, and what it was
// answered. The pool's thread only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <curl/curl.h>

#include "lifecycled/channel.hpp"
#include "lifecycled/ext/started.h"
#include "mime.hpp"
#include "replies.hpp"
#include "settings.hpp"

namespace email {

class Transaction {
 public:
  Transaction(const Settings& settings, const Composer& composer, lifecycled::plugin::Host host);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  CURL* handle() const { return handle_; }
  static Transaction& of(CURL* handle);

  // Makes the mail ready for the wire. False: it can never be sent, and its ticket is completed.
  bool prepare(lifecycled::plugin::Message message);
  // Curl is through with it: completes the ticket.
  void finish(CURLcode code);
  // The channel is destroyed: completes the ticket as far as it had come.
  void abandon();
  // The connection that carries it now.
  void uses(curl_socket_t socket) { socket_ = socket; }

 private:
  static std::size_t read_body(char* into, std::size_t size, std::size_t count, void* self) noexcept;
  static std::size_t take_reply(char* line, std::size_t size, std::size_t count, void* self) noexcept;

  bool start();
  bool is_cut() const;
  Phase phase(CURLcode code) const;
  std::string without_recipient(std::string text) const;
  void complete(Verdict verdict, const std::string& detail);

  const Composer& composer_;
  const lifecycled::plugin::Host host_;
  const lc_started* const started_;
  CURL* handle_ = nullptr;
  curl_slist* recipients_ = nullptr;
  char error_[CURL_ERROR_SIZE] = {};
  curl_socket_t socket_ = CURL_SOCKET_BAD;

  std::optional<lifecycled::plugin::Message> message_;
  Mail mail_;
  std::size_t sent_ = 0;
  std::string reply_;  // the lines of the last reply, or of the one that is coming
  bool is_reply_open_ = false;
  bool may_send_body_ = false;  // the server said 354
  bool is_body_given_ = false;  // the final dot may have left
  bool was_refused_ = false;    // the daemon did not let it start
  bool was_cut_ = false;
};

}  // namespace email
