#include "cli/dossier_page.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include "base/text.hpp"
#include "store/customer_export.hpp"

using namespace lifecycled;
namespace json = boost::json;

namespace {

json::object dossier_of(const char* language) {
  json::object sections;
  for (const ExportSection& section : export_sections()) sections[section.name] = json::array();
  json::object customer;
  for (const ExportSection& section : export_sections()) {
    if (std::string_view(section.name) != "customer") continue;
    for (const ExportColumn& column : section.columns) customer[column.name] = nullptr;
  }
  customer["language"] = language;
  customer["stage_of_buying"] = "lapsed";
  customer["known_since"] = "2026-01-31T09:00:00.000Z";
  customer["has_account"] = true;
  customer["properties"] = json::object{{"size", 9.5}, {"likes", json::array{"tea", "<cups>"}}};
  sections["customer"] = json::array{std::move(customer)};
  const json::object mail{
      {"language", "fr"},
      {"fields",
       json::object{{"subject", "Merci"}, {"html", "<!--[if mso]>x<![endif]--><p>Bonjour &amp; merci</p>"}}}};
  sections["contents"] = json::array{json::object{
      {"message", 7}, {"channel", "email"}, {"written_at", "2026-01-31T09:00:00.000Z"}, {"content", mail}}};
  return {
      {"exported_at", "2026-02-01T10:00:00.000Z"}, {"shop", "Tea & <Co>"}, {"sections", std::move(sections)}};
}

bool has(const std::string& page, std::string_view text) { return page.find(text) != std::string::npos; }

}  // namespace

TEST_CASE("a customer reads in their language what is known of them, and what a mail said as text") {
  const std::string page = dossier_page(dossier_of("fr-CA"), "nl");
  CHECK(has(page, "<html lang=\"fr\">"));
  CHECK(has(page, "<h1>Ce que Tea &amp; &lt;Co&gt; sait de vous</h1>"));
  CHECK(has(page, "<th scope=\"row\">phase d’achat</th><td>parti</td>"));
  CHECK(has(page, "<td>2026-01-31 09:00:00</td>"));
  CHECK(has(page, "<th scope=\"row\">a un compte</th><td>oui</td>"));
  CHECK(has(page,
            "<dt>size</dt><dd>9.5</dd><dt>likes</dt><dd><ul><li>tea</li><li>&lt;cups&gt;</li></ul></dd>"));
  CHECK(has(page, "<dt>objet</dt><dd>Merci</dd><dt>texte</dt><dd>Bonjour &amp; merci"));
  CHECK_FALSE(has(page, "mso"));
  CHECK(has(page, "Rien n’est conservé au sujet de</h2>\n<p>Limitation du traitement; "));
}

TEST_CASE("whose language is none of the shipped ones reads the shop's, else English") {
  CHECK(has(dossier_page(dossier_of("pt"), "nl"), "<html lang=\"nl\">"));
  CHECK(has(dossier_page(dossier_of("pt"), "de"), "<html lang=\"en\">"));
  CHECK(has(dossier_page(dossier_of("zh-TW"), "nl"), "<html lang=\"zh-Hant\">"));
}

TEST_CASE("every title and every column has its word in every language") {
  std::vector<std::string> known;
  for (const std::string_view line : split(dossier_words(), '\n')) {
    if (line.empty()) continue;
    const auto words = split(line, '\t');
    CAPTURE(line);
    CHECK(words.size() == 5);
    CHECK(std::ranges::none_of(words, [](const auto& word) { return word.empty(); }));
    known.emplace_back(words.front());
  }
  const auto is_known = [&](std::string word) {
    std::ranges::replace(word, '_', ' ');
    return std::ranges::find(known, word) != known.end();
  };
  for (const ExportSection& section : export_sections()) {
    CAPTURE(section.title);
    CHECK(is_known(section.title));
    for (const ExportColumn& column : section.columns) {
      CAPTURE(column.name);
      CHECK(is_known(column.name));
    }
  }
}
