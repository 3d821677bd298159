#include "pages/page_set.hpp"

#include <doctest/doctest.h>

#include "config/page_reader.hpp"
#include "pages/page_check.hpp"
#include "pages/page_samples.hpp"
#include "pages/page_style.hpp"

using namespace lifecycled;

namespace {

Configuration shipped() {
  Configuration configuration;
  configuration.settings.shop.name = "Tea & <Co>";
  configuration.settings.shop.time_zone = "Europe/Amsterdam";
  Problems problems;
  configuration.pages = read_pages("/nowhere", "pages", problems);
  CHECK(problems.empty());
  return configuration;
}

std::string said(const Problems& problems) {
  std::string out;
  for (const Problem& problem : problems.sorted()) out += to_string(problem) + "\n";
  return out;
}

}  // namespace

TEST_CASE("every shipped page renders in every language, with nothing wrong and nothing large") {
  Problems problems;
  check_pages(shipped(), problems);
  CHECK(said(problems) == "");
}

TEST_CASE("a shop's own file stands over the shipped one, and its mistakes are told with their place") {
  Configuration configuration = shipped();
  configuration.pages.own.templates["note"] = {"<h1>{{ text.title }}</h1>\n<p>{{ txt.lead }}</p>",
                                               {"pages/note.liquid", 1, 1}};
  configuration.pages.own.texts["nl"]["thanks.title"] = {"Top, {{ shop.name }}!",
                                                         {"pages/texts.nl.toml", 3, 10}};
  Problems problems;
  check_pages(configuration, problems);
  CHECK(said(problems) == "pages/note.liquid:2:7: \"txt.lead\" is not known\n");
  const VirtualClock clock(page_sample_time);
  const PageSet pages(configuration.pages, configuration.settings, clock, problems);
  const PageDocument page = pages.render("thanks", pages.reader("nl", ""), {});
  CHECK(page.html.find("<h1>Top, Tea &amp; &lt;Co&gt;!</h1>") != std::string::npos);
  CHECK(page.own_mistakes.empty());
}

TEST_CASE("where the shop's own page fails, the shipped one stands in and says why") {
  Configuration configuration = shipped();
  configuration.pages.own.templates["note"] = {"\n{{ 1 | divided_by: 0 }}", {"pages/note.liquid", 1, 1}};
  const VirtualClock clock(page_sample_time);
  Problems problems;
  const PageSet pages(configuration.pages, configuration.settings, clock, problems);
  const PageDocument page =
      pages.render("thanks", pages.reader("en", ""), {{"sign", "good"}, {"link", liquid::Value()}});
  CHECK(page.html.find("<h1>Thank you!</h1>") != std::string::npos);
  REQUIRE(page.own_mistakes.size() == 1);
  CHECK(to_string(page.own_mistakes[0].place) == "pages/note.liquid:2:8");
}

TEST_CASE("the customer's language, then the browser's, then the shop's") {
  const Configuration configuration = shipped();
  const VirtualClock clock(page_sample_time);
  Problems problems;
  const PageSet pages(configuration.pages, configuration.settings, clock, problems);
  CHECK(pages.reader("zh-TW", "fr").language == "zh-Hant");
  CHECK(pages.reader("zh", "fr").language == "zh-Hans");
  CHECK(pages.reader("nl-BE", "fr").language == "nl");
  CHECK(pages.reader("pt", "de, fr;q=0.8, nl;q=0.9").language == "nl");
  CHECK(pages.reader(std::nullopt, "fr;q=0, *").language == "en");
  CHECK(pages.reader(std::nullopt, "").language == "en");
}

TEST_CASE("a page carries its own rules of the style sheet, and the policy names them by hash") {
  const std::string_view css =
      "a { b: c }\n/* pages: order */\n.d{e:f}\n/* all pages */\n/* why */ .g{h:i}\n";
  CHECK(compact_style(css, "note") == "a { b: c }.g{h:i}");
  CHECK(compact_style(css, "order") == "a { b: c }.d{e:f}.g{h:i}");
  CHECK(page_policy("x", false, "") ==
        "default-src 'none'; style-src 'sha256-LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE='; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
  CHECK(page_policy("x", false, "alert(1)") ==
        "default-src 'none'; style-src 'sha256-LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE='; img-src data:; "
        "script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='; connect-src 'self'; worker-src "
        "'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
}

TEST_CASE("a page of which a text is missing in the shop's own language stands in English as a whole") {
  Configuration configuration = shipped();
  // Whole: what all pages share, and one page.
  for (const auto& [path, source] : configuration.pages.shipped.texts["en"]) {
    if (path.starts_with("common.") || path.starts_with("thanks."))
      configuration.pages.own.texts["de"][path] = {"Deutsch", {"pages/texts.de.toml", 1, 1}};
  }
  configuration.pages.own.texts["de"]["expired.title"] = {"Deutsch", {"pages/texts.de.toml", 2, 1}};
  configuration.pages.own.texts["nl-BE"]["thanks.title"] = {"Merci!", {"pages/texts.nl-BE.toml", 1, 1}};
  // A text that only the shop has makes no shipped language incomplete.
  configuration.pages.own.texts["en"]["common.channels.messenger"] = {"Messenger",
                                                                      {"pages/texts.en.toml", 1, 1}};
  const VirtualClock clock(page_sample_time);
  Problems problems;
  const PageSet pages(configuration.pages, configuration.settings, clock, problems);
  const auto begins = [&](const char* page, const char* language) {
    const liquid::Object facts{{"sign", "bad"}, {"link", liquid::Value()}};
    const std::string html = pages.render(page, pages.reader(language, ""), facts).html;
    const auto title = html.find("<title>");
    return html.substr(16, html.find('>', 16) - 15) +
           html.substr(title + 7, html.find(" \u00B7", title) - title - 7);
  };
  CHECK(begins("thanks", "de") == "<html lang=\"de\">Deutsch");
  CHECK(begins("expired", "de") == "<html lang=\"en\">This link is too old");
  // A variant takes what it lacks from its own language.
  CHECK(begins("thanks", "nl-BE") == "<html lang=\"nl-BE\">Merci!");
  CHECK(begins("expired", "nl-BE") == "<html lang=\"nl-BE\">Deze link is te oud");
  CHECK(begins("expired", "nl") == "<html lang=\"nl\">Deze link is te oud");
  CHECK(pages.for_page("expired", pages.reader("de", "")).language == "en");
  CHECK(pages.text("expired.title", pages.reader("de", "")) == "This link is too old");
  Problems warned;
  check_pages(configuration, warned);
  CHECK(said(warned).find("pages/texts.de.toml: warning: ") != std::string::npos);
  CHECK(said(warned).find("and their pages are shown in English, \"address.button\" first") !=
        std::string::npos);
  CHECK(said(warned).find("nl-BE") == std::string::npos);
}

TEST_CASE("what the ends of a scale mean stands below it, of a rating and of each reviewed product") {
  const Configuration configuration = shipped();
  const VirtualClock clock(page_sample_time);
  Problems problems;
  const PageSet pages(configuration.pages, configuration.settings, clock, problems);
  int seen = 0;
  for (const PageSample& sample : page_samples()) {
    if (sample.page != "rating" && sample.page != "review") continue;
    const std::string html = pages.render(sample.page, {}, sample.facts).html;
    CHECK(html.find("<span>Very bad</span><span>Excellent</span></div>") != std::string::npos);
    ++seen;
  }
  CHECK(seen == 8);
}
