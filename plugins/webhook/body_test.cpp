#include "body.hpp"

#include <stdexcept>

#include <boost/json.hpp>
#include <doctest/doctest.h>

namespace json = boost::json;
using webhook_plugin::body_of;
using webhook_plugin::chat_body;

namespace {

constexpr const char* no_headers[] = {nullptr};
constexpr const lc_part* no_parts[] = {nullptr};

lc_message sample() {
  lc_message m{};
  m.struct_size = sizeof m;
  m.ticket = 1;
  m.idempotency_key = "key-1";
  m.message_id = "7";
  m.delivery_id = "9";
  m.kind = LC_MARKETING;
  m.recipient = "anna@example.org";
  m.subject = "Hello";
  m.text = "How \"are\" you?\n";
  m.sender = m.html = m.language = m.unsubscribe_url = m.unsubscribe_mailto = m.list_id = m.feedback_id =
      m.extra_json = "";
  m.headers = no_headers;
  m.parts = no_parts;
  return m;
}

}  // namespace

TEST_CASE("the standard form has a type, a time and the message, without what is absent") {
  const json::value body = json::parse(body_of(sample(), 1700000000123));
  CHECK(body.at("type") == "message");
  CHECK(body.at("timestamp") == "2023-11-14T22:13:20.123Z");
  const json::value expected = {{"key", "key-1"},
                                {"message_id", "7"},
                                {"delivery_id", "9"},
                                {"kind", "marketing"},
                                {"recipient", "anna@example.org"},
                                {"subject", "Hello"},
                                {"text", "How \"are\" you?\n"}};
  CHECK(body.at("data") == expected);
}

TEST_CASE("fields of the message file come along, and type names the event") {
  lc_message m = sample();
  m.extra_json = R"({"type":"audience.add","audience":"lapsed"})";
  const json::value body = json::parse(body_of(m, 0));
  CHECK(body.at("type") == "audience.add");
  CHECK(json::serialize(body.at("data").at("fields")) == R"({"audience":"lapsed"})");
  m.extra_json = "[1]";
  CHECK_THROWS_AS(body_of(m, 0), std::invalid_argument);
}

TEST_CASE("attachments travel in base64, whatever bytes they are") {
  const lc_part part{sizeof part, "a.bin", "application/octet-stream", "cid1", "\0\xff\x01", 3};
  const lc_part* parts[] = {&part, nullptr};
  lc_message m = sample();
  m.parts = parts;
  const json::value body = json::parse(body_of(m, 0));
  CHECK(body.at("data").at("parts").at(0).at("base64") == "AP8B");
  CHECK(body.at("data").at("parts").at(0).at("content_id") == "cid1");
}

TEST_CASE("chats get what they show") {
  CHECK(chat_body(sample(), "text") == R"({"text":"Hello\nHow \"are\" you?\n"})");
  lc_message m = sample();
  m.subject = "";
  CHECK(chat_body(m, "content") == R"({"content":"How \"are\" you?\n"})");
}
