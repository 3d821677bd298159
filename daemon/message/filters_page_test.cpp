// docs/messages.md: every template of its table of filters prints what stands beside it, for a customer in
// the United States and for one in the Netherlands.
#include <fstream>
#include <iterator>

#include <date/tz.h>
#include <doctest/doctest.h>

#include "liquid/template.hpp"
#include "message/message_filters.hpp"

namespace lifecycled {
namespace {

std::string replaced(std::string text, std::string_view old, std::string_view fresh) {
  for (std::size_t at = 0; (at = text.find(old, at)) != std::string::npos; at += fresh.size())
    text.replace(at, old.size(), fresh);
  return text;
}

// What a cell shows: `a`, `b` are two.
std::vector<std::string> in_backticks(const std::string& cell) {
  std::vector<std::string> out;
  for (std::size_t begin = cell.find('`'); begin != std::string::npos;) {
    const std::size_t end = cell.find('`', begin + 1);
    if (end == std::string::npos) break;
    out.push_back(replaced(cell.substr(begin + 1, end - begin - 1), "\\|", "|"));
    begin = cell.find('`', end + 1);
  }
  return out;
}

std::vector<std::string> cells(const std::string& row) {
  std::vector<std::string> out;
  std::size_t begin = 1;
  for (std::size_t at = 1; at < row.size(); ++at) {
    if (row[at] != '|' || row[at - 1] == '\\') continue;
    out.push_back(row.substr(begin, at - begin));
    begin = at + 1;
  }
  return out;
}

std::string shown(const std::string& source, const std::string& locale) {
  static const auto environment = message_environment();
  liquid::Array products;
  for (const char* name : {"cup", "pot", "tray"}) products.push_back(liquid::Object{{"name", name}});
  const liquid::Object facts{{"order", liquid::Object{{"total", 1234.5},
                                                      {"currency", "USD"},
                                                      {"ordered_at", "2026-01-31T09:00:00Z"},
                                                      {"products", products}}},
                             {"product", liquid::Object{{"price", 20}}},
                             {"names", liquid::Array{"cup", "pot"}},
                             {"shop", liquid::Object{{"currency", "EUR"}}},
                             {"message", liquid::Object{{"locale", locale}}}};
  liquid::RenderOptions options;
  options.zone = date::locate_zone("Europe/Amsterdam");
  const std::string text = liquid::Template::parse(source, "row", environment).render(facts, options);
  // A page has plain blanks.
  return replaced(replaced(text, "\u00A0", " "), "\u202F", " ");
}

}  // namespace

TEST_CASE("the table of filters prints what it says") {
  std::ifstream file(LIFECYCLED_SOURCE_DIR "/docs/messages.md");
  REQUIRE(file);
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  std::size_t at = page.find("| Template | `en`, US | `nl`, NL |");
  REQUIRE(at != std::string::npos);
  std::size_t examples = 0;
  for (at = page.find("\n| `", at); at != std::string::npos && page[at + 1] == '|';) {
    const std::size_t end = page.find('\n', at + 1);
    const auto row = cells(page.substr(at + 1, end - at - 1));
    REQUIRE(row.size() == 3);
    const auto sources = in_backticks(row[0]), english = in_backticks(row[1]), dutch = in_backticks(row[2]);
    REQUIRE(sources.size() == english.size());
    REQUIRE(sources.size() == dutch.size());
    for (std::size_t i = 0; i < sources.size(); ++i, ++examples) {
      CAPTURE(sources[i]);
      CHECK(shown(sources[i], "en-US") == english[i]);
      CHECK(shown(sources[i], "nl-NL") == dutch[i]);
    }
    at = end;
  }
  CHECK(examples >= 17);
}

}  // namespace lifecycled
