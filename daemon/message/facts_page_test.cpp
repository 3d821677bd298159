// docs/facts.md tells of every fact with an example of its value: what a message shows of the sample data.
// Here the page is held against them, both ways.
#include <map>
#include <set>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "message/composer.hpp"
#include "message/message_facts.hpp"
#include "message/testing.hpp"

using namespace lifecycled;

namespace {

// What the shop itself sends; the page shows how to name it.
const std::set<std::string> open_ends{"event.NAME", "customer.properties.NAME"};

struct Row {
  std::string example;
  bool is_text = false;  // in backticks
};

// "| `order.total` | `49.9` | what it is |"
std::map<std::string, Row> rows_of(const std::string& page) {
  std::map<std::string, Row> rows;
  for (const std::string_view line : split(page, '\n')) {
    if (!line.starts_with("| `")) continue;
    const auto cells = split(line.substr(1), '|');
    REQUIRE(cells.size() >= 3);
    const auto name = trimmed(cells[0]);
    const auto example = trimmed(cells[1]);
    Row row;
    row.is_text = example.size() > 1 && example.starts_with('`') && example.ends_with('`');
    row.example = row.is_text ? example.substr(1, example.size() - 2) : example;
    CHECK_FALSE(trimmed(cells[2]).empty());
    const bool is_new = rows.emplace(std::string(name.substr(1, name.size() - 2)), row).second;
    CAPTURE(name);
    CHECK(is_new);
  }
  return rows;
}

// "order.products[0].name" and what lies there; lists are looked at in their first item.
void collect(const liquid::Value& value, const std::string& path, std::map<std::string, liquid::Value>& out) {
  if (!path.empty()) out.emplace(path, value);
  if (value.is_object()) {
    for (const auto& [name, part] : value.object())
      collect(part, path.empty() ? name : path + "." + name, out);
  } else if (value.is_array() && !value.array().empty()) {
    collect(value.array().front(), path + "[0]", out);
  }
}

// Everything that a message of the sample shop sees, as its template would.
std::map<std::string, liquid::Value> all_facts() {
  ShopSettings shop;
  shop.name = "My Shop";
  shop.postal_address = "My Shop, 1 Example Street, 1000 AA Amsterdam";
  shop.url = "https://shop.example";
  shop.language = "en";
  shop.currency = "EUR";
  shop.time_zone = "Europe/Amsterdam";
  const MessageFacts facts = sample_facts(
      shop, {"order/thanks", MessageKind::Transactional, "After the purchase", "https://mail.shop.example"});
  std::map<std::string, liquid::Value> out;
  collect(liquid::Value(facts.data), "", out);
  // The composer adds these, so it is asked.
  const std::vector<std::string> added{"message.language", "message.locale", "message.channel"};
  testing::ShopFiles files;
  std::string text;
  for (const std::string& path : added) text += "{{ " + path + " }}|";
  files.message("it", "[email]\nsubject = \"x\"\ntext = \"" + text + "\"\n");
  Problems problems;
  const LoadedConfiguration loaded = files.load();
  const MessageLibrary library(loaded.configuration.messages, problems);
  const VirtualClock clock{Instant{}};
  const auto message =
      Composer(library, clock, {shop.language, shop.time_zone}).compose("it", "email", facts, "");
  const auto values = split(std::get<ComposedMessage>(message).field("text"), '|');
  for (std::size_t i = 0; i < added.size(); ++i) out.emplace(added[i], liquid::Value(values.at(i)));
  out.emplace("message.languages", liquid::Value(liquid::Array()));
  return out;
}

std::string printed(const liquid::Value& value) {
  liquid::Object data;
  data.set("value", value);
  return liquid::Template::parse("{{ value }}", "it", liquid::Environment::standard()).render(data, {});
}

}  // namespace

TEST_CASE("every fact stands on its page with the value that it has") {
  const auto rows = rows_of(read_file(LIFECYCLED_SOURCE_DIR "/docs/facts.md"));
  const auto facts = all_facts();
  CHECK(facts.size() > 50);
  for (const auto& [path, value] : facts) {
    // What the event holds is as the shop sent it, and these three are whole.
    if (path.starts_with("event") || path == "customer.properties") continue;
    const bool is_whole = value.is_object();
    if (is_whole) continue;
    CAPTURE(path);
    const auto row = rows.find(path);
    if (row == rows.end()) {
      FAIL_CHECK("docs/facts.md lacks | `" << path << "` | `" << printed(value) << "` |");
      continue;
    }
    CHECK(row->second.is_text == !value.is_array());
    if (!row->second.is_text) continue;
    const std::string shown = printed(value);
    // Sample pictures carry themselves, so that a preview needs no network.
    if (shown.starts_with("data:image/")) {
      CHECK(row->second.example.starts_with("https://"));
    } else {
      CHECK(row->second.example == shown);
    }
  }
}

TEST_CASE("and nothing else stands there") {
  const auto facts = all_facts();
  for (const auto& [path, row] : rows_of(read_file(LIFECYCLED_SOURCE_DIR "/docs/facts.md"))) {
    CAPTURE(path);
    CHECK((facts.contains(path) || open_ends.contains(path)));
  }
}
