#include "cli/message_field_check.hpp"

#include <doctest/doctest.h>

namespace lifecycled {
namespace {

ReadyChannel channel(std::vector<OptionInfo> fields, std::string address_kind = "phone") {
  ReadyChannel out;
  out.settings.name = "card";
  out.message_fields = std::move(fields);
  out.address_kind = std::move(address_kind);
  return out;
}

MessageFiles one_message(ChannelFields fields) {
  MessageDefinition message;
  message.name = "hello";
  message.tables["card"] = {"hello.toml", 1, 1};
  message.channels["card"] = std::move(fields);
  MessageFiles files;
  files.messages.push_back(std::move(message));
  return files;
}

std::string said(MessageFiles& files, const ReadyChannel& channel) {
  Problems problems;
  check_message_fields(files, {channel}, problems);
  std::string out;
  for (const Problem& problem : problems.sorted()) out += to_string(problem) + "\n";
  return out;
}

MessageField text(const std::string& source) {
  return {.source = source, .place = {"hello.toml", 2, 5}, .value_place = {"hello.toml", 2, 4}};
}

const std::vector<OptionInfo> declared = {
    {"style", OptionType::Text, false, "sober", "Style.", {"sober", "merry"}, 0, 0},
    {"odd", OptionType::Text, false, "{{ x }}", "Odd.", {}, 0, 0},
    {"waits", OptionType::Seconds, false, "90", "Waits.", {}, 0, 0},
    {"lines", OptionType::TextList, false, "a, b", "Lines.", {"a", "b"}, 0, 0},
};

TEST_CASE("defaults are filled in, in the form that a plugin reads") {
  MessageFiles files = one_message({});
  CHECK(said(files, channel(declared)).empty());
  const ChannelFields& fields = files.messages[0].channels.at("card");
  CHECK(fields.at("style").source == "sober");
  CHECK(fields.at("waits").value == PlainValue(std::int64_t{90}));
  CHECK(fields.at("lines").value == PlainValue(std::vector<std::string>{"a", "b"}));
  // A plugin's text is no template of ours.
  CHECK(!fields.contains("odd"));
}

TEST_CASE("durations become seconds, one text becomes a list, and templates get their rule") {
  MessageFiles files = one_message(
      {{"waits", text("2m")}, {"lines", text("{{ x }}")}, {"style", text("{{ y }}")}, {"text", text("t")}});
  CHECK(said(files, channel(declared)).empty());
  const ChannelFields& fields = files.messages[0].channels.at("card");
  CHECK(fields.at("waits").value == PlainValue(std::int64_t{120}));
  CHECK(fields.at("lines").value == PlainValue(std::vector<std::string>{"{{ x }}"}));
  CHECK(fields.at("lines").item_places.at(0) == Place{"hello.toml", 2, 5});
  CHECK(fields.at("lines").rule.choices == std::vector<std::string>{"a", "b"});
  CHECK(fields.at("style").source == "{{ y }}");
  CHECK(fields.at("style").rule.choices == std::vector<std::string>{"sober", "merry"});
}

TEST_CASE("an item of a list that is no choice is told where it stands") {
  MessageField lines{.value = std::vector<std::string>{"a", "zebra"},
                     .item_places = {{"hello.toml", 3, 3}, {"hello.toml", 3, 8}}};
  MessageFiles files = one_message({{"lines", lines}});
  CHECK(said(files, channel(declared)) == "hello.toml:3:8: \"lines\" must be one of a, b, not \"zebra\"\n");
}

TEST_CASE("a channel that takes any field is warned of one that looks like a slip") {
  MessageFiles files = one_message({{"layuot", text("mail")}, {"lines", text("x")}});
  CHECK(said(files, channel({}, ""))
            .ends_with("warning: \"layuot\" is a field that lifecycled itself does nothing "
                       "with; did you mean \"layout\"?\n"));
}

TEST_CASE("a channel that stands in for any other takes any field") {
  MessageFiles files = one_message({{"whatever", text("x")}});
  CHECK(said(files, channel({}, "")).empty());
  CHECK(!said(files, channel({}, "phone")).empty());
  CHECK(!said(files, channel(declared, "")).empty());
}

}  // namespace
}  // namespace lifecycled
