// Editors learn our files from schemas/*.json, the daemon from key_sets.hpp: this holds the two against each
// other, both ways.
#include <set>
#include <string>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "base/file.hpp"
#include "config/key_sets.hpp"

namespace lifecycled {
namespace {

using Names = std::set<std::string>;

boost::json::value schema(const std::string& name) {
  return boost::json::parse(
      read_file(std::string(LIFECYCLED_SOURCE_DIR) + "/schemas/" + name + ".schema.json"));
}

Names keys_of(const boost::json::value& table) {
  Names out;
  for (const auto& [key, description] : table.at("properties").as_object()) out.emplace(key);
  return out;
}

Names words_of(const boost::json::value& list) {
  Names out;
  for (const auto& word : list.as_array()) out.emplace(word.as_string());
  return out;
}

void check(const boost::json::value& table, const KeySet& keys) {
  CHECK(keys_of(table) == Names(keys.keys.begin(), keys.keys.end()));
  const auto* others = table.as_object().if_contains("additionalProperties");
  REQUIRE(others != nullptr);
  CHECK((others->is_object() || others->as_bool() == false));
}

TEST_CASE("lifecycled.schema.json has the keys that the reader has") {
  const auto root = schema("lifecycled");
  check(root, key_sets::settings);
  check(root.at_pointer("/properties/shop"), key_sets::shop);
  check(root.at_pointer("/properties/http"), key_sets::http);
  check(root.at_pointer("/properties/intake"), key_sets::intake);
  check(root.at_pointer("/definitions/shop_intake"), key_sets::shop_intake);
  check(root.at_pointer("/definitions/shop_intake/properties/signature"), key_sets::intake_signature);
  check(root.at_pointer("/definitions/intake_event"), key_sets::intake_event);
  check(root.at_pointer("/definitions/intake_value"), key_sets::intake_value);
  check(root.at_pointer("/properties/stages"), key_sets::stages);
  check(root.at_pointer("/properties/delivery"), key_sets::delivery);
  check(root.at_pointer("/properties/retention"), key_sets::retention);
  check(root.at_pointer("/properties/consent"), key_sets::consent);
  check(root.at_pointer("/properties/delivery/properties/retries"), key_sets::retries);
  check(root.at_pointer("/definitions/duration_by_kind"), key_sets::by_kind);
  check(root.at_pointer("/definitions/when_in_doubt_by_kind"), key_sets::by_kind);
  check(root.at_pointer("/definitions/channel"), key_sets::channel);
  check(root.at_pointer("/definitions/channel/properties/stop_at"), key_sets::channel_stop_at);
}

TEST_CASE("campaign.schema.json has the keys that the reader has") {
  const auto root = schema("campaign");
  check(root, key_sets::campaign);
  for (const auto& [name, keys] : {std::pair("goal", key_sets::goal),
                                   {"trigger", key_sets::trigger},
                                   {"exit", key_sets::exit},
                                   {"step", key_sets::step},
                                   {"wait_for", key_sets::wait_for},
                                   {"branch", key_sets::branch},
                                   {"list", key_sets::list},
                                   {"emit", key_sets::emit}}) {
    INFO(name);
    check(root.at_pointer(std::string("/definitions/") + name), keys);
  }
  CHECK(words_of(root.at("required")) == Names{"serves", "trigger", "step"});
}

TEST_CASE("events.schema.json has the keys and types that the reader has") {
  const auto root = schema("events");
  check(root.at_pointer("/definitions/event"), key_sets::event);
  CHECK(words_of(root.at_pointer("/definitions/event/properties/properties/additionalProperties/enum")) ==
        Names{"text", "number", "money", "boolean", "time", "list"});
}

TEST_CASE("segments.schema.json has the keys that the reader has") {
  const auto root = schema("segments");
  check(root, key_sets::segments_file);
  check(root.at_pointer("/definitions/segment"), key_sets::segment);
  CHECK(words_of(root.at_pointer("/definitions/segment/required")) == Names{"where"});
}

TEST_CASE("message.schema.json knows the tables and fields of the shipped channels") {
  const auto root = schema("message");
  CHECK(keys_of(root) == Names{"language", "email", "sms", "whatsapp", "webpush", "call-list"});
  check(root.at_pointer("/definitions/email"), key_sets::message);
  CHECK(keys_of(root.at_pointer("/definitions/sms")) == Names{"text", "most_parts", "sender"});
  CHECK(keys_of(root.at_pointer("/definitions/webpush")) ==
        Names{"title", "body", "url", "icon", "topic", "urgency", "ttl", "subject", "text"});
  CHECK(keys_of(root.at_pointer("/definitions/whatsapp")) ==
        Names{"template", "template_language", "body", "body_names", "header_text", "header_image",
              "header_video", "header_document", "document_name", "buttons", "replies", "preview_url",
              "text"});
  // A slip in their names is refused; another channel's fields are its plugin's.
  for (const char* closed : {"email", "sms", "whatsapp", "webpush"})
    CHECK(root.at_pointer("/definitions/" + std::string(closed) + "/additionalProperties") == false);
  CHECK(root.at("additionalProperties").is_object());
}

}  // namespace
}  // namespace lifecycled
