#include "notification.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace webpush;

namespace {

lc_message message(const char* extra) {
  lc_message m{};
  m.struct_size = sizeof m;
  m.subject = "A subject";
  m.text = "A text";
  m.language = "nl";
  m.extra_json = extra;
  return m;
}

}  // namespace

TEST_CASE("every field arrives where it belongs") {
  const lc_message m =
      message(R"({"title":"On its way","body":"Today, \"before\" 18:00","url":"https://shop.example/l/abc",)"
              R"("icon":"https://shop.example/icon.png","topic":"parcel-17","urgency":"high","ttl":3600})");
  const Notification n = notification_of(m);
  CHECK(n.payload ==
        R"({"title":"On its way","body":"Today, \"before\" 18:00","url":"https://shop.example/l/abc",)"
        R"("icon":"https://shop.example/icon.png","tag":"parcel-17","lang":"nl"})");
  CHECK(n.ttl == "3600");
  CHECK(n.urgency == "high");
  CHECK(n.topic == "parcel-17");
}

TEST_CASE("what is left out has a meaning") {
  const Notification n = notification_of(message(""));
  CHECK(n.payload == R"({"title":"A subject","body":"A text","lang":"nl"})");
  CHECK(n.ttl == "86400");
  CHECK(n.urgency == "normal");
  CHECK(n.topic.empty());
  CHECK(notification_of(message(R"({"ttl":0})")).ttl == "0");
  CHECK(notification_of(message(R"({"ttl":-1})")).ttl == "86400");
}

TEST_CASE("nothing to show, or fields that are none, are told") {
  lc_message m = message(R"({"title":"","body":""})");
  m.subject = m.text = "";
  CHECK_THROWS_AS(notification_of(m), std::invalid_argument);
  CHECK_THROWS_AS(notification_of(message("[")), std::invalid_argument);
}

TEST_CASE("a topic that push services do not take becomes one that they do, the same each time") {
  const std::string plain(32, 'a');
  CHECK(topic_header(plain) == plain);
  for (const char* text : {"order 17", "a\r\nX-Injected: yes", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    const std::string header = topic_header(text);
    CHECK(header.size() == 32);
    CHECK(topic_header(header) == header);
    CHECK(header == topic_header(text));
  }
  CHECK(topic_header("order 17") != topic_header("order 18"));
}
