// The C++ side of http.h: a request and what to do with its answer.
//
//   HttpRequest request;
//   request.url = "https://api.example.org/send";
//   request.headers = {{"Authorization", token_}};
//   request.tickets = {message.ticket.number()};
//   http_.send(request, [ticket = std::move(message.ticket)](const HttpResponse& response) mutable { ... });
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../channel.hpp"
#include "http.h"

namespace lifecycled {
namespace plugin {

struct HttpRequest {
  std::string method = "POST";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::vector<uint64_t> tickets;  // what it may deliver: Ticket::number()
  uint32_t timeout_ms = 0;        // 0: the host's
};

// What came of it; valid during the call only.
class HttpResponse {
 public:
  explicit HttpResponse(const lc_http_response& fields) : fields_(fields) {}
  int status() const { return fields_.status; }
  bool is_success() const { return fields_.status >= 200 && fields_.status < 300; }
  std::string body() const { return std::string(static_cast<const char*>(fields_.body), fields_.body_size); }
  // "" if absent; name in small letters.
  std::string header(const std::string& name) const {
    for (const char* const* at = fields_.headers; *at != nullptr; at += 2) {
      if (name == at[0]) return at[1];
    }
    return std::string();
  }
  uint32_t retry_after_ms() const { return fields_.retry_after_ms; }
  std::string error() const { return fields_.error; }

 private:
  const lc_http_response& fields_;
};

// What most providers mean by a status. Look at their own error codes first: theirs say more, above all which
// address is invalid. `why` is for the operator and must outlive the Result.
inline Result usual_result(const HttpResponse& response, const char* why = "") {
  Result result(LC_REJECTED, why);
  result.retry_after_ms = response.retry_after_ms();
  const int status = response.status();
  if (status == LC_HTTP_NOT_SENT || status == 408 || status == 425) {
    result.outcome = LC_TRANSIENT;
  } else if (status == LC_HTTP_ANSWER_LOST || status == 504) {
    result.outcome = LC_IN_DOUBT;  // a gateway that gave up waiting does not know either
  } else if (response.is_success()) {
    result.outcome = LC_ACCEPTED;
  } else if (status == 429) {
    result.outcome = LC_RATE_LIMITED;
    result.scope = LC_SCOPE_CHANNEL;
  } else if (status == 401 || status == 402 || status == 403 || (status >= 300 && status < 400)) {
    result.outcome = LC_CHANNEL_DOWN;
    result.scope = LC_SCOPE_CHANNEL;
  } else if (status >= 500) {
    result.outcome = LC_TRANSIENT;
    result.scope = LC_SCOPE_CHANNEL;
  }
  return result;
}

// The host's HTTP service; a value, copied freely. [any]
class Http {
 public:
  // Throws std::runtime_error when this host offers none; [control], in a constructor.
  explicit Http(Host host) : host_(host), table_(host.service<lc_http>(LC_EXT_HTTP)) {
    if (table_ == nullptr) throw std::runtime_error("needs a lifecycled that offers " LC_EXT_HTTP);
  }

  // done(const HttpResponse&) is called exactly once, later, on the channel's strand; it may own a Ticket. An
  // exception out of it is logged.
  template <class Done>
  void send(const HttpRequest& request, Done done) const {
    send(request, &Http::answered<Done>, new Waiting<Done>{host_, std::move(done)});
  }

  // As the C interface has it, for who sends from a thread of his own: what he hands over while the host is
  // closing is never answered, so that `user` must have an owner until then.
  void send(const HttpRequest& request, lc_http_done done, void* user) const {
    std::vector<const char*> headers;
    for (const auto& header : request.headers) {
      headers.push_back(header.first.c_str());
      headers.push_back(header.second.c_str());
    }
    headers.push_back(nullptr);
    lc_http_request fields = LC_HTTP_REQUEST_INIT;
    fields.method = request.method.c_str();
    fields.url = request.url.c_str();
    fields.headers = headers.data();
    fields.body = request.body.data();
    fields.body_size = request.body.size();
    fields.tickets = request.tickets.data();
    fields.ticket_count = request.tickets.size();
    fields.timeout_ms = request.timeout_ms;
    table_->send(host_.table(), &fields, done, user);
  }

 private:
  template <class Done>
  struct Waiting {
    Host host;
    Done done;
  };
  template <class Done>
  static void answered(void* user, const lc_http_response* response) {
    const std::unique_ptr<Waiting<Done>> waiting(static_cast<Waiting<Done>*>(user));
    detail::logging_exceptions(waiting->host, [&] { waiting->done(HttpResponse(*response)); });
  }

  Host host_;
  const lc_http* table_;
};

}  // namespace plugin
}  // namespace lifecycled
