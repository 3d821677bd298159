// For the tests of the drivers: answers and requests of providers. Each test's own thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "form.hpp"
#include "provider.hpp"

namespace sms::testing {

inline Outgoing outgoing() {
  Outgoing message;
  message.to = "+31612345678";
  message.from = "Test Shop";
  message.text = {"Your parcel is here", true, 1};
  message.key = "key-1";
  return message;
}

inline Judgement judged(const Provider& provider, int status, const std::string& body,
                        const Outgoing& message = outgoing(), uint32_t retry_after_ms = 0) {
  const char* const none[] = {nullptr};
  lc_http_response fields{};
  fields.struct_size = sizeof fields;
  fields.status = status;
  fields.headers = none;
  fields.body = body.data();
  fields.body_size = body.size();
  fields.retry_after_ms = retry_after_ms;
  fields.error = status > 0 ? "" : "the connection was cut";
  return provider.judged(message, lifecycled::plugin::HttpResponse(fields));
}

struct Sent {
  std::string method = "POST", path = {}, query = {}, body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};

  std::string url() const {
    return "https://shop.example/webhooks/sms" + path + (query.empty() ? "" : "?" + query);
  }
};

inline Received received(const Provider& provider, const Sent& sent) {
  const std::string url = sent.url();
  std::vector<const char*> headers;
  for (const auto& [name, value] : sent.headers) {
    headers.push_back(name.c_str());
    headers.push_back(value.c_str());
  }
  headers.push_back(nullptr);
  lc_webhook_request fields{};
  fields.struct_size = sizeof fields;
  fields.method = sent.method.c_str();
  fields.url = url.c_str();
  fields.path = sent.path.c_str();
  fields.query = sent.query.c_str();
  fields.headers = headers.data();
  fields.body = sent.body.data();
  fields.body_size = sent.body.size();
  return provider.receive(lifecycled::plugin::WebhookRequest(fields));
}

inline std::string header_of(const lifecycled::plugin::HttpRequest& request, const std::string& name) {
  for (const auto& [key, value] : request.headers)
    if (key == name) return value;
  return "";
}

}  // namespace sms::testing
