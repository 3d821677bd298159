// The C++ side of webhook.h: a channel that has
//
//   WebhookReply receive(const WebhookRequest& request);                                        // [channel]
//   const void* extension(const char* id) override { return webhook<MyChannel>(id); }
//
// receives the provider's requests. Verify the signature before anything else.
#pragma once

#include <cstring>
#include <string>

#include "../channel.hpp"
#include "webhook.h"

namespace lifecycled {
namespace plugin {

struct WebhookReply {
  explicit WebhookReply(int code, std::string text = "", std::string type = "text/plain")
      : status(code), body(std::move(text)), content_type(std::move(type)) {}
  int status;
  std::string body, content_type;
};

// What came; valid during the call only.
class WebhookRequest {
 public:
  explicit WebhookRequest(const lc_webhook_request& fields) : fields_(fields) {}
  std::string method() const { return fields_.method; }
  std::string url() const { return fields_.url; }
  std::string path() const { return fields_.path; }
  std::string query() const { return fields_.query; }
  std::string body() const { return std::string(static_cast<const char*>(fields_.body), fields_.body_size); }
  // "" if absent; name in small letters.
  std::string header(const std::string& name) const {
    for (const char* const* at = fields_.headers; *at != nullptr; at += 2) {
      if (name == at[0]) return at[1];
    }
    return std::string();
  }
  int64_t received_unix_ms() const { return fields_.received_unix_ms; }

 private:
  const lc_webhook_request& fields_;
};

namespace detail {

template <class T>
void receive(lc_channel* self, const lc_webhook_request* request, lc_webhook_answer answer,
             void* to) noexcept {
  Instance& me = instance(self);
  const OnStrand on_strand(me);
  lc_webhook_reply fields = LC_WEBHOOK_REPLY_INIT;
  fields.status = 500;
  const bool is_answered = logging_exceptions(Host(me.host), [&] {
    const WebhookReply reply = static_cast<T&>(*me.channel).receive(WebhookRequest(*request));
    fields.status = reply.status;
    fields.content_type = reply.content_type.c_str();
    fields.body = reply.body.data();
    fields.body_size = reply.body.size();
    answer(to, &fields);
  });
  if (!is_answered) answer(to, &fields);
}

template <class T>
struct WebhookTable {
  static const lc_webhook table;
};
template <class T>
const lc_webhook WebhookTable<T>::table = {&receive<T>};

}  // namespace detail

// For extension(): the table of a channel T, or null if something else is asked for.
template <class T>
const void* webhook(const char* id) {
  return std::strcmp(id, LC_EXT_WEBHOOK) == 0 ? &detail::WebhookTable<T>::table : nullptr;
}

}  // namespace plugin
}  // namespace lifecycled
