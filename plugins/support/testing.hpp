// For the tests of plugins: what a provider answers and asks, and options as a shop sets them. Each test's
// own thread.
#pragma once

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "lifecycled/ext/http.hpp"
#include "lifecycled/ext/webhook.hpp"

// The host's side of it, here a map.
struct lc_config {
  std::map<std::string, std::string> values;  // numbers as digits
  std::map<std::string, std::vector<std::string>> lists = {};
};

namespace plugin_support::testing {

// An answer to a request of ours; hand `response()` on while it lives.
class Answer {
 public:
  Answer(int status, std::string body, uint32_t retry_after_ms = 0) : body_(std::move(body)) {
    fields_.struct_size = sizeof fields_;
    fields_.status = status;
    fields_.headers = none_;
    fields_.body = body_.data();
    fields_.body_size = body_.size();
    fields_.retry_after_ms = retry_after_ms;
    fields_.error = status > 0 ? "" : "the connection was cut";
  }
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;
  lifecycled::plugin::HttpResponse response() const { return lifecycled::plugin::HttpResponse(fields_); }

 private:
  static constexpr const char* none_[] = {nullptr};
  std::string body_;
  lc_http_response fields_{};
};

// A request of the provider's to https://shop.example/webhooks/CHANNEL.
struct Sent {
  std::string method = "POST", path = {}, query = {}, body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string channel = "sms";

  std::string url() const {
    return "https://shop.example/webhooks/" + channel + path + (query.empty() ? "" : "?" + query);
  }
};

// What receive(WebhookRequest) makes of it.
template <class Receive>
auto received(const Sent& sent, Receive receive) {
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
  return receive(lifecycled::plugin::WebhookRequest(fields));
}

inline std::string header_of(const lifecycled::plugin::HttpRequest& request, const std::string& name) {
  for (const auto& [key, value] : request.headers)
    if (key == name) return value;
  return "";
}

// What read(Config) makes of these options.
template <class Read>
auto with_options(const lc_config& options, Read read) {
  lc_host host{};
  host.config_text = [](const lc_config* config, const char* key) {
    const auto found = config->values.find(key);
    return found == config->values.end() ? "" : found->second.c_str();
  };
  host.config_integer = [](const lc_config* config, const char* key) -> int64_t {
    const auto found = config->values.find(key);
    return found == config->values.end() ? 0 : std::stoll(found->second);
  };
  host.config_item = [](const lc_config* config, const char* key, size_t index) -> const char* {
    const auto found = config->lists.find(key);
    return found == config->lists.end() || index >= found->second.size() ? nullptr
                                                                         : found->second[index].c_str();
  };
  return read(lifecycled::plugin::Config(&host, &options));
}

// The table of a README: what is documented is what there is.
inline std::string option_table(const char* heading, const lc_option* const* options) {
  std::string out = std::string("| ") + heading + " | default | |\n|---|---|---|\n";
  for (; *options != nullptr; ++options) {
    const lc_option& option = **options;
    const std::string value = option.default_value;
    const std::string shown = option.required ? "required" : value.empty() ? "" : "`" + value + "`";
    out += std::string("| `") + option.key + "` | " + shown + " | " + option.help + " |\n";
  }
  return out;
}

// The table with that heading, as it stands in a file; "" if it has none.
inline std::string table_in(const char* path, const char* heading) {
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto begin = text.find(std::string("| ") + heading + " |"), end = text.find("\n\n", begin);
  return begin == text.npos || end == text.npos ? "" : text.substr(begin, end - begin + 1);
}

// "KEY: TEXT" of the option that was blamed, or "" if none was.
template <class Read>
std::string blamed(const lc_config& options, Read read) {
  try {
    with_options(options, [&](const lifecycled::plugin::Config& config) {
      read(config);
      return 0;
    });
  } catch (const lifecycled::plugin::ConfigError& error) {
    return error.key + ": " + error.text;
  }
  return "";
}

}  // namespace plugin_support::testing
