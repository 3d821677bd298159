#include "body.hpp"

#include <cstdio>
#include <ctime>

#include "support/hmac.hpp"
#include "support/json_fields.hpp"

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

json::array parts_of(const lc_message& message) {
  json::array parts;
  for (const lc_part* const* at = message.parts; *at != nullptr; ++at) {
    const lc_part& part = **at;
    const std::string body = plugin_support::to_base64({static_cast<const char*>(part.body), part.body_size});
    parts.push_back({{"file_name", part.file_name},
                     {"content_type", part.content_type},
                     {"content_id", part.content_id},
                     {"base64", body}});
  }
  return parts;
}

}  // namespace

std::string body_of(const lc_message& message, std::int64_t unix_ms) {
  json::object fields = plugin_support::fields_of(message);
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
