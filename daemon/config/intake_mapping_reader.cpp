#include "config/intake_mapping_reader.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/time_zones.hpp"
#include "config/mapped_value_reader.hpp"

namespace lifecycled {
namespace {

constexpr std::array<std::string_view, 4> algorithms{"sha256", "sha1", "sha512", "token"};
constexpr std::array<std::string_view, 2> encodings{"base64", "hex"};
constexpr std::size_t most_events = 50, longest_event = 128, longest_topic = 200, longest_header = 100;
constexpr std::string_view header_sign = "header:";

// A name of a header as HTTP has it; compared in small letters.
std::string header_name(const TableReader& table, std::string_view key, std::string_view text) {
  const auto is_token = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  std::string name = lower_ascii(text);
  if (name.empty() || name.size() > longest_header || !std::ranges::all_of(name, is_token)) {
    table.wrong(key, table.entry(key)->value, "the name of a header such as \"X-Signature\"");
    return "";
  }
  return name;
}

SignatureForm read_signature(const TomlTable& from, const std::string& shop, Problems& problems) {
  SignatureForm out;
  const TableReader table(from, key_sets::intake_signature, fmt::format("signature of [intake.{}]", shop),
                          problems);
  if (!table.has("header")) table.missing("header", "which header holds the signature?");
  if (const auto header = table.text("header")) out.header = header_name(table, "header", header->text);
  if (const auto algorithm = table.word("algorithm", algorithms))
    out.algorithm = static_cast<SignatureForm::Algorithm>(*algorithm);
  if (const auto encoding = table.word("encoding", encodings))
    out.encoding = static_cast<SignatureForm::Encoding>(*encoding);
  if (const auto prefix = table.text("prefix")) out.prefix = prefix->text;
  if (out.algorithm == SignatureForm::Algorithm::Token && table.has("encoding"))
    table.wrong("encoding", table.entry("encoding")->value, "left out: a token is compared as it is");
  table.unknown_keys(key_sets::shop_intake);
  return out;
}

HeaderOrPlace read_header_or_place(const TableReader& table, std::string_view key, Problems& problems) {
  HeaderOrPlace out;
  const TomlEntry* entry = table.entry(key);
  if (!entry) return out;
  const auto* text = std::get_if<std::string>(&entry->value.is);
  if (text && text->starts_with(header_sign)) {
    out.header = header_name(table, key, text->substr(header_sign.size()));
  } else {
    out.places =
        read_json_places(table, key, "\"header:NAME\" or a place in the body such as \"/topic\"", problems);
  }
  return out;
}

std::vector<std::string> read_topics(const TableReader& table, std::string_view key) {
  std::vector<std::string> out;
  for (const PlacedText& topic : table.texts(key)) {
    if (topic.text.empty() || topic.text.size() > longest_topic)
      table.wrong(key, table.entry(key)->value, "topics of at most 200 bytes");
    out.push_back(topic.text);
  }
  return out;
}

class EventReader {
 public:
  EventReader(const TomlTable& from, std::string title, ShopIntake& shop, Problems& problems)
      : problems_(problems), shop_(shop), table_(from, key_sets::intake_event, std::move(title), problems) {}

  void read() {
    EventMapping& out = shop_.mapping.events.emplace_back();
    if (!table_.has("name")) table_.missing("name", "which event follows, such as \"Order Completed\"?");
    if (const auto name = table_.text("name", "the name of an event")) {
      out.event = name->text;
      shop_.mapped_names.push_back({out.event, "", name->place});
      if (trimmed(out.event).empty() || out.event.size() > longest_event)
        table_.wrong("name", table_.entry("name")->value, "the name of an event, at most 128 bytes");
    }
    out.topics = read_topics(table_, "topics");
    out.tests = read_mapping_tests(table_, problems_);
    if (const auto each = read_json_places(table_, "each", "a place such as \"/orders\"", problems_);
        !each.empty())
      out.each = each.front();
    out.user = places("user");
    out.guest = places("guest");
    out.visitor = places("visitor");
    out.id = places("id");
    out.at = places("at");
    out.changed = places("changed");
    if (table_.has("at") && table_.has("changed")) {
      problems_.error(table_.entry("changed")->key_place, "\"changed\" stands where \"at\" does not",
                      "keep \"at\" for what happens once, \"changed\" for what has a newest state");
    }
    if (const TomlTable* set = table_.table("set")) {
      out.values = read_mapped_values(*set, fmt::format("set of {}", table_.title()), problems_);
      for (const TomlEntry& value : set->entries)
        shop_.mapped_names.push_back({out.event, value.key, value.key_place});
    }
    check_whose(out);
    table_.unknown_keys(key_sets::shop_intake);
  }

 private:
  JsonPlaces places(std::string_view key) {
    return read_json_places(table_, key, "a place in the body such as \"/order/id\", or a list of them",
                            problems_);
  }

  // Steps of an order are its buyer's, as far as it is known.
  void check_whose(const EventMapping& out) {
    if (!out.user.empty() || !out.guest.empty() || !out.visitor.empty()) return;
    if (out.event.starts_with("Order ") && out.event != "Order Completed") return;
    if (out.event == "Product Back In Stock" || out.event == "Product Price Dropped") return;
    table_.missing("user", "whose event is it? guest or visitor may stand instead");
  }

  Problems& problems_;
  ShopIntake& shop_;
  TableReader table_;
};

}  // namespace

void read_intake_mapping(const TableReader& table, ShopIntake& shop, Problems& problems) {
  IntakeMapping& mapping = shop.mapping;
  if (!table.has("signature"))
    table.missing("signature", "how does the shop sign? { header = \"X-Signature\", encoding = \"hex\" }");
  if (const TomlTable* signature = table.table("signature"))
    mapping.signature = read_signature(*signature, shop.name, problems);
  mapping.topic = read_header_or_place(table, "topic", problems);
  mapping.delivery = read_header_or_place(table, "delivery", problems);
  mapping.ignored_topics = read_topics(table, "ignored");
  if (const auto zone = table.text("time_zone")) {
    mapping.time_zone = zone->text;
    if (!TimeZone::exists(zone->text)) {
      table.wrong("time_zone", table.entry("time_zone")->value, "a time zone such as \"Europe/Paris\"");
      mapping.time_zone = "UTC";
    }
  }
  constexpr std::string_view events_wanted = "one or more [[intake.NAME.event]] tables";
  if (!table.has("event"))
    table.missing("event", fmt::format("what follows from its bodies? add [[intake.{}.event]]", shop.name));
  const auto* events = table.list("event", events_wanted);
  if (!events) return;
  if (events->size() > most_events)
    table.wrong("event", table.entry("event")->value, fmt::format("at most {} tables", most_events));
  std::size_t number = 0;
  for (const TomlValue& event : *events) {
    ++number;
    const auto* from = std::get_if<TomlTable>(&event.is);
    if (!from) {
      problems.error(event.place, fmt::format("\"event\" must be {}", events_wanted));
      continue;
    }
    EventReader(*from, fmt::format("event {} of [intake.{}]", number, shop.name), shop, problems).read();
  }
  const bool hears_topics = !mapping.topic.header.empty() || !mapping.topic.places.empty();
  const bool names_topics =
      std::ranges::any_of(mapping.events, [](const EventMapping& event) { return !event.topics.empty(); });
  if (!hears_topics && (names_topics || !mapping.ignored_topics.empty()))
    table.missing("topic", "where do the topics stand? \"header:X-Topic\", or a place in the body");
}

}  // namespace lifecycled
