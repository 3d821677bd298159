#include "notification.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json.hpp>
#include <openssl/sha.h>

#include "base64url.hpp"
#include "support/json_fields.hpp"

namespace webpush {
namespace {

namespace json = boost::json;
using plugin_support::text_at;

constexpr std::size_t longest_topic = 32;
// Where the daemon did not fill in the defaults that webpush.cpp declares.
constexpr std::int64_t usual_ttl_seconds = 24 * 3600;

std::string first_of(std::string one, const char* other) { return one.empty() ? other : one; }

}  // namespace

std::string topic_header(const std::string& topic) {
  const bool is_plain = topic.size() <= longest_topic && std::ranges::all_of(topic, [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                 c == '-' || c == '_';
                        });
  if (is_plain) return topic;
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(topic.data()), topic.size(), digest);
  return to_base64url({reinterpret_cast<const char*>(digest), 24});
}

Notification notification_of(const lc_message& message) {
  const json::value fields = plugin_support::fields_of(message);
  const std::string title = first_of(text_at(fields, "title"), message.subject);
  const std::string body = first_of(text_at(fields, "body"), message.text);
  if (title.empty() && body.empty()) throw std::invalid_argument("the notification has no title and no body");
  Notification out;
  out.topic = topic_header(text_at(fields, "topic"));
  json::object shown;
  const auto show = [&shown](const char* name, const std::string& text) {
    if (!text.empty()) shown[name] = text;
  };
  show("title", title);
  show("body", body);
  show("url", text_at(fields, "url"));
  show("icon", text_at(fields, "icon"));
  show("tag", out.topic);
  show("lang", message.language);
  out.payload = json::serialize(shown);
  const json::value* ttl = plugin_support::member(fields, "ttl");
  const bool has_ttl = ttl != nullptr && ttl->is_int64() && ttl->get_int64() >= 0;
  out.ttl = std::to_string(has_ttl ? ttl->get_int64() : usual_ttl_seconds);
  out.urgency = first_of(text_at(fields, "urgency"), "normal");
  return out;
}

}  // namespace webpush
