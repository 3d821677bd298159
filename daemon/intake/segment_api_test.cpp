#include "intake/segment_api.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

namespace {

const Instant now = *parse_instant("2026-01-31T12:00:00Z");

SegmentResult read(SegmentCall call, std::string_view body) { return read_segment(call, body, now); }

// The only event of a good single call.
NewEvent event_of(SegmentCall call, std::string_view body) {
  const auto result = read(call, body);
  CHECK_FALSE(result.problem);
  CHECK(result.set_aside.empty());
  REQUIRE(result.events.size() == 1);
  return result.events[0];
}

std::string problem_of(std::string_view body, SegmentCall call = SegmentCall::Track) {
  const auto result = read(call, body);
  CHECK(result.events.empty());
  return result.problem ? result.problem->field + ": " + result.problem->detail : "none";
}

}  // namespace

TEST_CASE("a track call is an event with its properties as they were written") {
  const auto event = event_of(SegmentCall::Track, R"({
    "userId": "u1", "anonymousId": "a1", "event": "Order Completed", "messageId": "m1",
    "properties": {"order_id": 12345678901234567890123, "total": 19.90, "note": "\u00e9\\u0000"},
    "context": {"library": {"name": "x"}}, "timestamp": "2026-01-31T11:00:00Z"})");
  CHECK(event.name == "Order Completed");
  CHECK(event.user_id == "u1");
  CHECK(event.anonymous_id == "a1");
  CHECK(event.message_id == "m1");
  CHECK(event.source == EventSource::Http);
  CHECK(event.body == R"({"order_id": 12345678901234567890123, "total": 19.90, "note": "\u00e9\\u0000"})");
  CHECK(event.occurred_at == *parse_instant("2026-01-31T11:00:00Z"));
}

TEST_CASE("little is needed") {
  const auto event = event_of(SegmentCall::Track, R"({"anonymousId":"a","event":"E"})");
  CHECK(event.body == "{}");
  CHECK(event.message_id == "");
  CHECK_FALSE(event.user_id);
  CHECK(event.occurred_at == now);
  CHECK(event_of(SegmentCall::Track, R"({"userId":42,"event":"E","properties":null})").user_id == "42");
  CHECK(event_of(SegmentCall::Track, R"({"userId":"u","event":"E","pr\u006fperties":{"a":1}})").body ==
        R"({"a":1})");
}

TEST_CASE("an identify call takes from the context what its traits do not say") {
  const auto event = event_of(SegmentCall::Identify, R"({"userId": "u",
    "traits": {"email": "a@example.org", "locale": "nl-NL"},
    "context": {"locale": "en-GB", "timezone": "Europe/Amsterdam", "traits": {"email": "old@example.org", "vip": 1.50}}})");
  CHECK(event.name == "Customer Identified");
  CHECK(event.body ==
        R"({"email": "a@example.org", "locale": "nl-NL","vip":1.50,"timezone":"Europe/Amsterdam"})");
  CHECK(event_of(SegmentCall::Identify, R"({"userId":"u"})").body == "{}");
  CHECK(event_of(SegmentCall::Identify, R"({"userId":"u","context":{"locale":7,"traits":[]}})").body == "{}");
}

TEST_CASE("traits in the context of another call are an event of their own, before it") {
  const auto result = read(SegmentCall::Track, R"({"userId":"u","event":"E","messageId":"m",
    "context":{"locale":"fr","traits":{"email":"a@example.org","locale":"nl"}}})");
  REQUIRE(result.events.size() == 2);
  CHECK(result.events[0].name == "Customer Identified");
  CHECK(result.events[0].message_id == "m:traits");
  CHECK(result.events[0].user_id == "u");
  CHECK(result.events[0].body == R"({"email":"a@example.org","locale":"nl"})");
  CHECK(result.events[1].name == "E");
  CHECK(read(SegmentCall::Track, R"({"userId":"u","event":"E","context":{"traits":{}}})").events.size() == 1);
}

TEST_CASE("page and screen are events with names of their own") {
  const auto page =
      event_of(SegmentCall::Page, R"({"anonymousId":"a","name":"Home \"1\"","properties":{"url":"/"}})");
  CHECK(page.name == "Page Viewed");
  CHECK(page.body == R"({"url":"/","name":"Home \"1\""})");
  CHECK(event_of(SegmentCall::Screen, R"({"userId":"u","properties":{"name":"own"},"name":"x"})").body ==
        R"({"name":"own"})");
}

TEST_CASE("news of a product needs no customer") {
  const auto news =
      event_of(SegmentCall::Track, R"({"event":"Product Back In Stock","properties":{"product_id":"P"}})");
  CHECK(news.name == "Product Back In Stock");
  CHECK_FALSE(news.user_id.has_value());
  CHECK_FALSE(news.anonymous_id.has_value());
  // Libraries send no call without one; it is of nobody.
  CHECK_FALSE(
      event_of(SegmentCall::Track,
               R"({"event":"Product Back In Stock","anonymousId":"shop","properties":{"product_id":"P"}})")
          .anonymous_id.has_value());
  CHECK(event_of(SegmentCall::Track,
                 R"({"event":"Product Back In Stock","userId":"u","properties":{"product_id":"P"}})")
            .user_id == "u");
}

TEST_CASE("a wrong single call names its field, and is kept as well") {
  CHECK(problem_of(R"({"event":"E"})") == "userId: one of userId and anonymousId is needed");
  CHECK(problem_of(R"({"event":"E","userId":""})") == "userId: one of userId and anonymousId is needed");
  CHECK(problem_of(R"({"userId":"u"})") == "event: event, the name of what happened, is needed");
  CHECK(problem_of(R"({"userId":"u","event":"  "})") == "event: event, the name of what happened, is empty");
  CHECK(problem_of(R"({"userId":{},"event":"E"})") == "userId: userId must be text");
  CHECK(problem_of(R"({"userId":1.5,"event":"E"})") == "userId: userId must be text");
  CHECK(problem_of(R"({"userId":"u","event":"E","messageId":[]})") == "messageId: messageId must be text");
  CHECK(problem_of(R"({"userId":"u","event":"E","properties":[1]})") ==
        "properties: properties must be an object");
  CHECK(problem_of(R"({"userId":"u","traits":"x"})", SegmentCall::Identify) ==
        "traits: traits must be an object");
  CHECK(problem_of(R"({"userId":"u","event":"E","timestamp":"soon"})") ==
        "timestamp: timestamp is no time such as 2026-01-31T09:00:00.000Z");
  CHECK(problem_of(R"({"userId":"u","event":"E","sentAt":12})") ==
        "sentAt: sentAt is no time such as 2026-01-31T09:00:00.000Z");
  CHECK(problem_of(R"({"userId":"u","event":"Stage Entered"})") ==
        "event: \"Stage Entered\" is written by lifecycled itself");
  CHECK(problem_of(R"({"userId":"u","event":"E","properties":{"a":"x\u0000y"}})") ==
        ": texts must not hold the character U+0000");
  const std::string long_id = R"({"event":"E","userId":")" + std::string(257, 'x') + "\"}";
  CHECK(problem_of(long_id) == "userId: userId is longer than 256 bytes");
  const auto result = read(SegmentCall::Track, R"({"event":"E"})");
  REQUIRE(result.set_aside.size() == 1);
  CHECK(result.set_aside[0].body == R"({"event":"E"})");
  CHECK(result.set_aside[0].reason == "one of userId and anonymousId is needed");
}

TEST_CASE("a name is measured in characters") {
  std::string name;
  for (int i = 0; i < 128; ++i) name += "\xE5\xAD\x97";
  CHECK(event_of(SegmentCall::Track, R"({"userId":"u","event":")" + name + "\"}").name == name);
  CHECK(problem_of(R"({"userId":"u","event":")" + name + "x\"}") ==
        "event: event is longer than 128 characters");
}

TEST_CASE("what is no JSON, or too much of it, is refused and not kept") {
  for (const std::string& body :
       {std::string(), std::string("{"), std::string("[]"), std::string("7"), std::string("{}{}"),
        std::string("{\"userId\":\"\xFF\",\"event\":\"E\"}"),
        std::string("{\"userId\":\"\\ud800\",\"event\":\"E\"}"), std::string("{\"userId\":\"a\0b\"}", 16),
        "{\"a\":" + std::string(40, '[') + std::string(40, ']') + "}",
        "{\"a\":\"" + std::string(33'000, 'x') + "\"}", std::string(10'000, '[')}) {
    const auto result = read(SegmentCall::Track, body);
    REQUIRE(result.problem);
    CHECK(result.problem->status == 400);
    CHECK(result.events.empty());
    CHECK(result.set_aside.empty());
  }
  CHECK(problem_of(std::string(500 * 1024 + 1, ' '), SegmentCall::Batch) ==
        ": a batch must not be larger than 500 KB");
  CHECK(problem_of("{}", SegmentCall::Batch) == "batch: batch, an array of events, is needed");
  CHECK(problem_of(R"({"batch":{}})", SegmentCall::Batch) == "batch: batch, an array of events, is needed");
  std::string many = "{\"batch\":[0";
  for (int i = 0; i < 2500; ++i) many += ",0";
  CHECK(problem_of(many + "]}", SegmentCall::Batch) == "batch: a batch holds at most 2,500 events");
}

TEST_CASE("in a batch a bad event costs no other its place") {
  const std::string large =
      R"({"type":"track","userId":"u","event":"E","properties":{"a":")" + std::string(33'000, 'x') + "\"}}";
  const auto result = read(SegmentCall::Batch, R"({"sentAt":"2026-01-31T10:00:10Z","writeKey":"k","batch":[
    {"type":"track","userId":"u","event":"First","timestamp":"2026-01-31T10:00:00Z"},
    {"type":"track","event":"E"}, 7, {"userId":"u"}, {"type":"batch","batch":[]}, {"type":"alias","userId":"u"},
    )" + large + R"(, {"type":"track","userId":"u","event":"E","timestamp":"soon"},
    {"type":"track","userId":"u","event":"Message Sent"},
    {"type":"page","userId":"u","timestamp":"2026-01-31T10:00:00Z","sentAt":"2026-01-31T10:00:01Z"}]})");
  CHECK_FALSE(result.problem);
  REQUIRE(result.events.size() == 2);
  CHECK(result.events[0].name == "First");
  CHECK(result.events[0].occurred_at == *parse_instant("2026-01-31T11:59:50Z"));
  CHECK(result.events[1].occurred_at == *parse_instant("2026-01-31T11:59:59Z"));
  REQUIRE(result.set_aside.size() == 8);
  const char* const reasons[] = {"one of userId and anonymousId is needed",
                                 "type must be track, identify, page, screen, group or alias",
                                 "type must be track, identify, page, screen, group or alias",
                                 "a batch inside a batch",
                                 "previousId, the name until now, is needed",
                                 "an event must not be larger than 32 KB",
                                 "timestamp is no time such as 2026-01-31T09:00:00.000Z",
                                 "\"Message Sent\" is written by lifecycled itself"};
  for (std::size_t i = 0; i < 8; ++i) CHECK(result.set_aside[i].reason == reasons[i]);
  CHECK(result.set_aside[1].body == "7");
  CHECK(result.set_aside[5].body == large);
  const auto empty = read(SegmentCall::Batch, R"({"batch":[]})");
  CHECK_FALSE(empty.problem);
  CHECK(empty.events.empty());
}

TEST_CASE("a write key in the body is told, and kept nowhere") {
  CHECK(read(SegmentCall::Batch, R"({"writeKey":"k","batch":[]})").write_key == "k");
  const auto result = read(SegmentCall::Track, R"({"event":"E","writeKey": "k"})");
  CHECK(result.write_key == "k");
  REQUIRE(result.set_aside.size() == 1);
  CHECK(result.set_aside[0].body == R"({"event":"E","writeKey": "..."})");
}

TEST_CASE("a group is a property of the customer's") {
  const auto event =
      event_of(SegmentCall::Group, R"({"userId":"u","groupId":17,"traits":{"name":"Acme","seats":5.0}})");
  CHECK(event.name == "Customer Identified");
  CHECK(event.user_id == "u");
  CHECK(event.body == R"({"group_id":"17","group":{"name":"Acme","seats":5.0}})");
  CHECK(event_of(SegmentCall::Group, R"({"anonymousId":"a","groupId":"g"})").body == R"({"group_id":"g"})");
  CHECK(problem_of(R"({"userId":"u"})", SegmentCall::Group) ==
        "groupId: groupId, the group that the customer belongs to, is needed");
  CHECK(problem_of(R"({"userId":"u","groupId":"g","traits":7})", SegmentCall::Group) ==
        "traits: traits must be an object");
}

TEST_CASE("an alias ties the name until now to the user id") {
  const auto event = event_of(SegmentCall::Alias, R"({"previousId":"a1","userId":"u","messageId":"m"})");
  CHECK(event.name == "Customer Identified");
  CHECK(event.user_id == "u");
  CHECK(event.anonymous_id == "a1");
  CHECK(event.message_id == "m");
  CHECK(event.body == "{}");
  CHECK(problem_of(R"({"userId":"u"})", SegmentCall::Alias) ==
        "previousId: previousId, the name until now, is needed");
  CHECK(problem_of(R"({"anonymousId":"a","previousId":"b"})", SegmentCall::Alias) ==
        "userId: userId, the name from now on, is needed");
}

TEST_CASE("what is passed on has its times corrected already") {
  const auto at = [](const std::string& times) {
    return event_of(SegmentCall::Track, R"({"userId":"u","event":"E",)" + times + "}").occurred_at;
  };
  // A clock that is an hour ahead, as the client itself says it, in either word.
  for (const char* word : {"timestamp", "originalTimestamp"}) {
    CHECK(at("\"" + std::string(word) + R"(":"2026-01-31T12:50:00Z","sentAt":"2026-01-31T13:00:00Z")") ==
          *parse_instant("2026-01-31T11:50:00Z"));
  }
  CHECK(
      at(R"("timestamp":"2026-01-31T12:50:00Z","originalTimestamp":"2026-01-31T12:50:00Z","sentAt":"2026-01-31T13:00:00Z")") ==
      *parse_instant("2026-01-31T11:50:00Z"));
  // As Segment passes it on: what it has corrected stays.
  CHECK(
      at(R"("timestamp":"2026-01-31T11:50:00Z","originalTimestamp":"2026-01-31T12:50:00Z","sentAt":"2026-01-31T13:00:00Z")") ==
      *parse_instant("2026-01-31T11:50:00Z"));
}

TEST_CASE("an import is a batch whose times are taken as they are") {
  const std::string body = R"({"sentAt":"2026-01-31T10:00:10Z","batch":[
    {"type":"track","userId":"u","event":"E","timestamp":"2024-01-31T10:00:00Z"},{"type":"import","batch":[]}]})";
  const auto result = read(SegmentCall::Import, body);
  CHECK_FALSE(result.problem);
  REQUIRE(result.events.size() == 1);
  CHECK(result.events[0].occurred_at == *parse_instant("2024-01-31T10:00:00Z"));
  REQUIRE(result.set_aside.size() == 1);
  CHECK(result.set_aside[0].reason == "a batch inside a batch");
  CHECK(problem_of("{}", SegmentCall::Import) == "batch: batch, an array of events, is needed");
}
