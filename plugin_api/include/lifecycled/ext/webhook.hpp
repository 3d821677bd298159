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

// A form or a query, "a=1&b=two+words": the value of a name, decoded, or "" if it is absent.
inline std::string form_value(const std::string& form, const std::string& name) {
  const std::string all = "&" + form + "&";
  const size_t found = all.find("&" + name + "=");
  if (found == std::string::npos) return std::string();
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; };
  std::string value;
  for (size_t i = found + name.size() + 2; all[i] != '&'; ++i) {
    if (all[i] == '%' && all.find_first_not_of("0123456789abcdefABCDEF", i + 1) > i + 2) {
      value += static_cast<char>(digit(all[i + 1]) * 16 + digit(all[i + 2]));
      i += 2;
    } else {
      value += all[i] == '+' ? ' ' : all[i];
    }
  }
  return value;
}

inline std::string to_hex(const unsigned char* bytes, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    text += "0123456789abcdef"[bytes[i] >> 4];
    text += "0123456789abcdef"[bytes[i] & 15];
  }
  return text;
}

// For signatures and tokens: takes the same time wherever the first difference lies, so that nobody can guess
// them letter by letter. Nothing is the same as an empty one.
inline bool is_same_secret(const std::string& given, const std::string& ours) {
  volatile unsigned char difference = given.size() == ours.size() && !ours.empty() ? 0 : 1;
  for (size_t i = 0; i < given.size() && i < ours.size(); ++i) {
    difference = static_cast<unsigned char>(difference | (given[i] ^ ours[i]));
  }
  return difference == 0;
}

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
  std::string parameter(const std::string& name) const { return form_value(fields_.query, name); }
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
