#include "body.hpp"

#include <cstdio>
#include <ctime>
#include <stdexcept>

#include <boost/json/src.hpp>  // Boost.JSON without a library to link
#include <openssl/evp.h>

namespace webhook_plugin {
namespace {

namespace json = boost::json;

// RFC 3339 with milliseconds, UTC.
std::string time_text(std::int64_t unix_ms) {
  const auto seconds = static_cast<std::time_t>(unix_ms / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[40];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text + length, sizeof text - length, ".%03dZ", static_cast<int>(unix_ms % 1000));
  return text;
}

json::object fields_of(const lc_message& message) {
  if (*message.extra_json == '\0') return {};
  json::error_code error;
  const json::value fields = json::parse(message.extra_json, error);
  if (error || !fields.is_object()) throw std::invalid_argument("the message's fields are no JSON object");
  return fields.get_object();
}

json::array parts_of(const lc_message& message) {
  json::array parts;
  for (const lc_part* const* at = message.parts; *at != nullptr; ++at) {
    const lc_part& part = **at;
    std::string body((part.body_size + 2) / 3 * 4 + 1, '\0');
    body.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(body.data()),
                                                         static_cast<const unsigned char*>(part.body),
                                                         static_cast<int>(part.body_size))));
    parts.push_back({{"file_name", part.file_name},
                     {"content_type", part.content_type},
                     {"content_id", part.content_id},
                     {"base64", body}});
  }
  return parts;
}

}  // namespace

std::string body_of(const lc_message& message, std::int64_t unix_ms) {
  json::object fields = fields_of(message);
  std::string type = "message";
  if (const json::value* given = fields.if_contains("type"); given != nullptr && given->is_string()) {
    type = given->get_string();
    fields.erase("type");
  }
  json::object data{{"key", message.idempotency_key},
                    {"message_id", message.message_id},
                    {"delivery_id", message.delivery_id},
                    {"kind", message.kind == LC_TRANSACTIONAL ? "transactional" : "marketing"}};
  const std::pair<const char*, const char*> texts[] = {{"recipient", message.recipient},
                                                       {"sender", message.sender},
                                                       {"subject", message.subject},
                                                       {"text", message.text},
                                                       {"html", message.html},
                                                       {"language", message.language},
                                                       {"unsubscribe_url", message.unsubscribe_url}};
  for (const auto& [key, text] : texts) {
    if (*text != '\0') data[key] = text;
  }
  if (!fields.empty()) data["fields"] = std::move(fields);
  if (json::array parts = parts_of(message); !parts.empty()) data["parts"] = std::move(parts);
  return json::serialize(
      json::object{{"type", type}, {"timestamp", time_text(unix_ms)}, {"data", std::move(data)}});
}

std::string chat_body(const lc_message& message, const std::string& key) {
  std::string text = message.subject;
  if (!text.empty() && *message.text != '\0') text += "\n";
  return json::serialize(json::object{{key, text + message.text}});
}

}  // namespace webhook_plugin
