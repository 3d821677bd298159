#include "intake/segment_item.hpp"

#include <boost/json/serialize.hpp>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "intake/json_slices.hpp"
#include "intake/sent_time.hpp"
#include "journey/event_names.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

constexpr std::size_t most_name_characters = 128;
constexpr std::size_t most_id_bytes = 256;

// The event as far as it is read, and what stopped the reading.
struct Reading {
  const SegmentItem& item;
  NewEvent event;
  std::optional<ItemFault> fault;

  bool fail(std::string reason, std::string field) {
    fault = ItemFault{std::move(reason), std::move(field)};
    return false;
  }
};

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

// Text, or a whole number as some shops write their ids.
bool read_id(Reading& reading, std::string_view key, std::optional<std::string>& out) {
  const json::value* value = member(reading.item.value, key);
  if (!value || value->is_null()) return true;
  if (!value->is_string() && !value->is_int64() && !value->is_uint64()) {
    return reading.fail(std::string(key) + " must be text", std::string(key));
  }
  std::string text = *text_of(value);
  if (text.empty()) return true;
  if (text.size() > most_id_bytes)
    return reading.fail(std::string(key) + " is longer than 256 bytes", std::string(key));
  out = std::move(text);
  return true;
}

bool read_time(Reading& reading, std::string_view key, std::optional<Instant>& out) {
  const json::value* value = member(reading.item.value, key);
  if (!value || value->is_null()) return true;
  const json::string* text = value->if_string();
  const auto at = text ? parse_sent_time({text->data(), text->size()}) : std::nullopt;
  if (!at)
    return reading.fail(std::string(key) + " is no time such as 2026-01-31T09:00:00.000Z", std::string(key));
  out = at;
  return true;
}

bool read_envelope(Reading& reading) {
  std::optional<std::string> message_id;
  std::optional<Instant> told, happened, sent = reading.item.sent;
  if (!read_id(reading, "userId", reading.event.user_id) ||
      !read_id(reading, "anonymousId", reading.event.anonymous_id) ||
      !read_id(reading, "messageId", message_id) || !read_time(reading, "originalTimestamp", happened) ||
      !read_time(reading, "timestamp", told) || !read_time(reading, "sentAt", sent)) {
    return false;
  }
  // Libraries send no call without an id; news of a product are not of whom they name so.
  if (!reading.event.user_id && is_product_news(reading.event.name)) reading.event.anonymous_id.reset();
  // Whoever passes on what others sent has taken the difference of the clocks out already: then the two
  // differ.
  const bool is_corrected = told && happened && *told != *happened;
  if (told) happened = told;
  if (is_corrected || reading.item.is_import) sent.reset();
  if (!reading.event.user_id && !reading.event.anonymous_id && !is_product_news(reading.event.name)) {
    return reading.fail("one of userId and anonymousId is needed", "userId");
  }
  reading.event.message_id = message_id.value_or("");
  reading.event.occurred_at = corrected_time(happened, sent, reading.item.received);
  return true;
}

// An object of the item in the sender's own writing; "{}" where there is none.
bool read_object(Reading& reading, std::string_view key, std::string& out) {
  const json::value* value = member(reading.item.value, key);
  out = "{}";
  if (!value || value->is_null()) return true;
  if (!value->is_object()) return reading.fail(std::string(key) + " must be an object", std::string(key));
  const auto slice = json_member(reading.item.text, key);
  // Empty if the name itself was written with escapes.
  out = slice.empty() ? json::serialize(*value) : std::string(slice);
  return true;
}

// Adds what the context knows of the customer and the traits do not say.
void add_context(const SegmentItem& item, const json::value* traits, std::string& body) {
  const auto context_text = json_member(item.text, "context");
  const json::value* context = member(item.value, "context");
  if (!context || context_text.empty()) return;
  const auto is_absent = [&](std::string_view key) { return !traits || !member(*traits, key); };
  if (const json::value* more = member(*context, "traits"); more && more->is_object()) {
    for (const JsonMember& trait : json_members(json_member(context_text, "traits"))) {
      if (trait.key.find('\\') == std::string_view::npos && is_absent(trait.key)) {
        append_member(body, trait.key, trait.value);
      }
    }
  }
  for (const std::string_view key : {"locale", "timezone"}) {
    const json::value* value = member(*context, key);
    if (value && value->is_string() && is_absent(key) &&
        !member_at(*context, std::string("traits.") += key)) {
      append_member(body, key, json_member(context_text, key));
    }
  }
}

bool read_track(Reading& reading) {
  const json::value* name = member(reading.item.value, "event");
  if (!name || !name->is_string())
    return reading.fail("event, the name of what happened, is needed", "event");
  const std::string_view text(name->get_string().data(), name->get_string().size());
  if (trimmed(text).empty()) return reading.fail("event, the name of what happened, is empty", "event");
  if (characters(text) > most_name_characters)
    return reading.fail("event is longer than 128 characters", "event");
  if (is_reserved_event(text)) {
    return reading.fail("\"" + std::string(text) + "\" is written by lifecycled itself", "event");
  }
  reading.event.name = text;
  return read_object(reading, "properties", reading.event.body);
}

bool read_view(Reading& reading, std::string_view name) {
  reading.event.name = name;
  if (!read_object(reading, "properties", reading.event.body)) return false;
  const json::value* properties = member(reading.item.value, "properties");
  for (const std::string_view key : {"name", "category"}) {
    const json::value* value = member(reading.item.value, key);
    if (!value || !value->is_string() || (properties && member(*properties, key))) continue;
    append_member(reading.event.body, key, json::serialize(*value));
  }
  return true;
}

// Which customer belongs to which group is a property of theirs, and what is said of the group another.
bool read_group(Reading& reading) {
  std::optional<std::string> group;
  if (!read_id(reading, "groupId", group)) return false;
  if (!group) return reading.fail("groupId, the group that the customer belongs to, is needed", "groupId");
  std::string traits;
  if (!read_object(reading, "traits", traits)) return false;
  reading.event.name = "Customer Identified";
  reading.event.body = "{}";
  append_member(reading.event.body, "group_id", json::serialize(json::string(*group)));
  if (traits != "{}") append_member(reading.event.body, "group", traits);
  return true;
}

// What was done under the name before is the same person's: as in one call with both ids.
bool read_alias(Reading& reading) {
  std::optional<std::string> previous;
  if (!read_id(reading, "previousId", previous)) return false;
  if (!previous) return reading.fail("previousId, the name until now, is needed", "previousId");
  if (!reading.event.user_id) return reading.fail("userId, the name from now on, is needed", "userId");
  reading.event.name = "Customer Identified";
  reading.event.body = "{}";
  reading.event.anonymous_id = std::move(previous);
  return true;
}

// Whatever call it is, traits in its context say something of the customer.
void add_traits_event(const Reading& reading, std::vector<NewEvent>& events) {
  const json::value* traits = member_at(reading.item.value, "context.traits");
  if (!traits || !traits->is_object() || traits->get_object().empty()) return;
  NewEvent identified = reading.event;
  identified.name = "Customer Identified";
  if (!identified.message_id.empty()) identified.message_id += ":traits";
  identified.body = "{}";
  add_context(reading.item, nullptr, identified.body);
  events.push_back(std::move(identified));
}

bool read_by_call(Reading& reading) {
  switch (reading.item.call) {
    case SegmentCall::Track:
      return read_track(reading);
    case SegmentCall::Page:
      return read_view(reading, "Page Viewed");
    case SegmentCall::Screen:
      return read_view(reading, "Screen Viewed");
    case SegmentCall::Identify:
      reading.event.name = "Customer Identified";
      if (!read_object(reading, "traits", reading.event.body)) return false;
      add_context(reading.item, member(reading.item.value, "traits"), reading.event.body);
      return true;
    case SegmentCall::Group:
      return read_group(reading);
    case SegmentCall::Alias:
      return true;
    case SegmentCall::Batch:
    case SegmentCall::Import:
      return reading.fail("a batch inside a batch", "type");
  }
  return false;
}

}  // namespace

std::optional<ItemFault> read_item(const SegmentItem& item, std::vector<NewEvent>& events) {
  if (!item.value.is_object()) return ItemFault{"an event must be a JSON object", ""};
  if (item.text.size() > most_event_bytes) return ItemFault{"an event must not be larger than 32 KB", ""};
  if (has_nul_escape(item.text)) return ItemFault{"texts must not hold the character U+0000", ""};
  Reading reading{item, {}, {}};
  const bool is_alias = item.call == SegmentCall::Alias;
  if (!read_by_call(reading) || !read_envelope(reading) || (is_alias && !read_alias(reading)))
    return std::move(reading.fault);
  if (item.call != SegmentCall::Identify) add_traits_event(reading, events);
  events.push_back(std::move(reading.event));
  return std::nullopt;
}

}  // namespace lifecycled
