#include "message/message_filters.hpp"

#include <thread>

#include <boost/json.hpp>
#include <date/tz.h>
#include <doctest/doctest.h>

#include "liquid/json.hpp"
#include "liquid/template.hpp"
#include "message/locale_formats.hpp"

namespace lifecycled {
namespace {

struct Reader {
  std::string locale = "en-US";
  std::string zone = "UTC";
  bool strict = false;
  bool html = false;

  std::string operator()(std::string source, const std::string& data = "{}") const {
    static const auto environment = message_environment();
    liquid::Object facts;
    const boost::json::value parsed = boost::json::parse(data);
    for (const auto& [name, value] : parsed.as_object())
      facts.set(std::string(name), liquid::from_json(value));
    facts.set("message", liquid::Object{{"locale", locale}});
    facts.set("shop", liquid::Object{{"currency", "EUR"}});
    liquid::RenderOptions options;
    options.zone = date::locate_zone(zone);
    options.strict_variables = strict;
    options.escape_html = html;
    try {
      return liquid::Template::parse(std::move(source), "t", environment).render(facts, options);
    } catch (const liquid::Error& error) {
      return error.text() + (error.hint().empty() ? "" : "; " + error.hint());
    }
  }
};

const Reader english, dutch{"nl-NL"}, french{"fr-FR"}, german{"de-DE"}, chinese{"zh-Hans-CN"},
    arabic{"ar-EG"}, russian{"ru-RU"};

// Blanks as ICU writes them: they do not break.
constexpr const char* nb = "\u00A0";
constexpr const char* narrow_nb = "\u202F";

}  // namespace

TEST_CASE("qr is for html alone") {
  Reader mail = english;
  mail.html = true;
  CHECK(mail("{{ 'a' | qr }}{{ nothing | qr }}") == "cid:qr.YQ@lifecycled");
  CHECK(english("{{ 'a' | qr }}") ==
        "qr makes a picture for the html of a mail, and this is no html; print the text itself, or a link");
}

TEST_CASE("picture names one of the shop's own, in html alone") {
  const auto own = std::make_shared<const PictureFiles>(PictureFiles{{"logo.png", {"image/png", "abc"}}});
  const auto environment = message_environment(own);
  const auto rendered = [&](std::string source, bool html) {
    liquid::RenderOptions options;
    options.escape_html = html;
    try {
      return liquid::Template::parse(std::move(source), "t", environment).render(liquid::Object{}, options);
    } catch (const liquid::Error& error) {
      return error.text() + "; " + error.hint();
    }
  };
  CHECK(rendered("{{ 'logo.png' | picture }}{{ nothing | picture }}", true) ==
        "cid:picture.bG9nby5wbmc@lifecycled");
  CHECK(rendered("{{ 'lgo.png' | picture }}", true) ==
        "there is no picture \"lgo.png\" in messages/pictures; did you mean \"logo.png\"?");
  CHECK(rendered("{{ 'x' | picture }}", true) ==
        "there is no picture \"x\" in messages/pictures; put a PNG, JPEG or GIF there");
  CHECK(rendered("{{ 'logo.png' | picture }}", false)
            .starts_with("picture makes a picture for the html of a mail"));
}

TEST_CASE("digits beside words are the language's, and those of a machine's date stay") {
  const std::string at = R"({"at": "2026-01-31T09:00:00Z"})";
  CHECK(arabic("{{ at | date: '%A %-d %B' }}", at) == "السبت ٣١ يناير");
  CHECK(arabic("{{ at | date: '%Y-%m-%d' }}", at) == "2026-01-31");
  CHECK(dutch("{{ at | date: '%A %-d %B' }}", at) == "zaterdag 31 januari");
}

TEST_CASE("what runs against the language is isolated in a list") {
  const std::string names = R"({"a": ["Cup", "فنجان", "Pot"]})";
  CHECK(arabic("{{ a | list }}", names) == "\u2068Cup\u2069 وفنجان و\u2068Pot\u2069");
  CHECK(english("{{ a | list }}", names) == "Cup, \u2068فنجان\u2069, and Pot");
}

TEST_CASE("money is written as the reader's language and country do") {
  const std::string it = "{{ 1234.5 | money }}";
  CHECK(english(it) == "€1,234.50");
  CHECK(dutch(it) == std::string("€") + nb + "1.234,50");
  CHECK(french(it) == std::string("1") + narrow_nb + "234,50" + nb + "€");
  CHECK(german(it) == std::string("1.234,50") + nb + "€");
  CHECK(chinese(it) == "€1,234.50");
  CHECK(arabic(it) == std::string("\u200F١٬٢٣٤٫٥٠") + nb + "€");
  CHECK(english("{{ 20 | money: 'USD' }} {{ '7.5' | money: 'jpy' }} {{ 1 | money: 'BHD' }}") ==
        std::string("$20.00 ¥8 BHD") + nb + "1.000");
  CHECK(dutch("{{ 20 | money: 'USD' }} {{ 20 | money: 'USD', symbol: 'narrow' }}") ==
        std::string("US$") + nb + "20,00 $" + nb + "20,00");
  CHECK(english("{{ 20 | money: symbol: 'code' }}") == std::string("EUR") + nb + "20.00");
  CHECK(english("{{ 19.5 | money: decimals: 0 }} {{ 20 | money: decimals: 'auto' }} {{ 20.1 | money: "
                "decimals: 'auto' }}") == "€20 €20 €20.10");
  CHECK(english("{{ -3 | money }} {{ 0.1 | plus: 0.2 | money }} {{ nothing | money }}") == "-€3.00 €0.30 ");
  CHECK(english("{{ 'abc' | money }}") == "money needs a number such as 19.99");
  CHECK(english("{{ 1 | money: 'Euro' }}") ==
        "money needs a currency such as \"EUR\", not \"EURO\"; did you mean \"EUR\"?");
  CHECK(english("{{ 1 | money: symbol: 'sign' }}") ==
        "symbol must be one of symbol, narrow, code, not \"sign\"");
  CHECK(english("{{ 1 | money: decimals: 'two' }}") == "decimals must be a whole number to 10, or \"auto\"");
}

TEST_CASE("numbers and money of one reader have the same separators") {
  const std::string both = "{{ 1234.5 | number: 2 }} {{ 1234.5 | money }} {{ 1234.5 | money: 'USD' }}";
  for (const char* locale : {"en-NL", "en-DE", "en-BE"}) {
    CAPTURE(locale);
    CHECK(Reader{locale}(both) == "1.234,50 €1.234,50 US$1.234,50");
  }
  CHECK(Reader{"en-CH"}(both) == std::string("1’234.50 €") + nb + "1’234.50 US$" + nb + "1’234.50");
  CHECK(Reader{"en-FI"}(both) == std::string("1") + nb + "234,50 €1" + nb + "234,50 US$1" + nb + "234,50");
  // No language has a form of its own for this country.
  CHECK(Reader{"fr-NL"}("{{ 1234.5 | number }} {{ 1234.5 | money }}") ==
        std::string("1") + narrow_nb + "234,5 1" + narrow_nb + "234,50" + nb + "€");
  CHECK(Reader{"en-FR"}(both) == "1,234.50 €1,234.50 $1,234.50");
}

TEST_CASE("numbers have the reader's marks, percents and short forms") {
  CHECK(english("{{ 1234567.8915 | number }}|{{ 3 | number: 2 }}|{{ '12.50' | number }}") ==
        "1,234,567.892|3.00|12.5");
  CHECK(dutch("{{ 1234567.8915 | number: 1 }}") == "1.234.567,9");
  CHECK(Reader{"hi-IN"}("{{ 1234567 | number }}") == "12,34,567");
  CHECK(english("{{ 0.255 | number: 'percent' }} {{ 0.255 | number: style: 'percent', decimals: 0 }}") ==
        "25.5% 26%");
  CHECK(french("{{ 0.255 | number: 'percent' }}") == std::string("25,5") + nb + "%");
  CHECK(english("{{ 1234567 | number: 'compact' }}") == "1.2M");
  CHECK(chinese("{{ 1234567 | number: 'compact' }}") == "123万");
  CHECK(english("{{ 'x' | number }}") == "number needs a number such as 19.99");
  CHECK(english("{{ 1 | number: 'roman' }}") ==
        "style must be one of plain, percent, compact, not \"roman\"");
}

TEST_CASE("plurals go by the language's own rules") {
  const std::string two = "{{ n | plural: one: '# thing', other: '# things' }}";
  CHECK(english(two, R"({"n": 1})") == "1 thing");
  CHECK(english(two, R"({"n": 1000})") == "1,000 things");
  CHECK(english(two, R"({"n": 1.5})") == "1.5 things");
  CHECK(english(two) == "0 things");
  CHECK(french(two, R"({"n": 0})") == "0 thing");
  CHECK(chinese("{{ 1 | plural: one: 'x', other: '# 件' }}") == "1 件");
  const std::string books = "{{ n | plural: one: 'книга', few: 'книги', many: 'книг', other: 'книги' }}";
  CHECK(russian(books, R"({"n": 1})") == "книга");
  CHECK(russian(books, R"({"n": 3})") == "книги");
  CHECK(russian(books, R"({"n": 11})") == "книг");
  CHECK(russian(books, R"({"n": "21"})") == "книга");
  CHECK(english("{{ 0 | plural: zero: 'none', one: 'one', other: 'more' }}") == "none");
  CHECK(english("{{ 3 | plural: one: 'x' }}") == "plural needs a word for \"other\"");
  CHECK(english("{{ 3 | plural: on: 'x' }}") == "\"plural\" has no argument \"on\"; did you mean \"one\"?");
  // A sample has one number; a language that lacks a word for others is told all the same.
  Reader checked = russian;
  checked.strict = true;
  CHECK(checked("{{ 1 | plural: one: 'a', few: 'b', other: 'c' }}") ==
        "plural lacks a word for \"many\", which ru-RU has");
  checked.locale = "fr-FR";
  CHECK(checked("{{ 1 | plural: one: 'a', other: 'c' }}") == "a");
  checked.locale = "zh-Hans";
  CHECK(checked("{{ 1 | plural: other: 'c' }}") == "c");
}

TEST_CASE("ordinals") {
  CHECK(english("{{ 1 | ordinal }} {{ 2 | ordinal }} {{ 13 | ordinal }}") == "1st 2nd 13th");
  CHECK(french("{{ 1 | ordinal }} {{ 2 | ordinal }} {{ 1 | ordinal: gender: 'feminine' }}") == "1er 2e 1re");
  CHECK(dutch("{{ 3 | ordinal }}") == "3e");
  CHECK(chinese("{{ 3 | ordinal }}") == "第3");
  CHECK(english("{{ 1.5 | ordinal }}") == "ordinal needs a whole number");
}

TEST_CASE("dates are in the reader's language and time zone") {
  const std::string at = R"({"at": "2026-01-31T23:30:00Z"})";
  const auto in = [&at](Reader reader, const std::string& arguments) {
    return reader("{{ at | " + arguments + " }}", at);
  };
  CHECK(in(english, "date") == "Jan 31, 2026");
  CHECK(in(english, "date: 'full'") == "Saturday, January 31, 2026");
  CHECK(in(Reader{"nl-NL", "Europe/Amsterdam"}, "date: 'full'") == "zondag 1 februari 2026");
  for (const char* french : {"fr", "fr-CA"})
    CHECK(in(Reader{french, "Europe/Amsterdam"}, "date: 'full'") == "dimanche 1er février 2026");
  CHECK(in(Reader{"fr", "Europe/Amsterdam"}, "date: 'short'") == "01/02/2026");
  CHECK(in(Reader{"fr", "America/New_York"}, "date: 'full'") == "samedi 31 janvier 2026");
  CHECK(in(french, "date: 'long'") == "31 janvier 2026");
  CHECK(in(chinese, "date: 'long'") == "2026年1月31日");
  CHECK(in(arabic, "date: 'long'") == "٣١ يناير ٢٠٢٦");
  CHECK(in(english, "date: 'weekday'") == "Saturday");
  CHECK(in(dutch, "date: 'day_month'") == "31 januari");
  CHECK(in(french, "date: 'weekday_day_month'") == "samedi 31 janvier");
  CHECK(in(russian, "date: 'month'") == "январь");
  CHECK(in(russian, "date: 'day_month'") == "31 января");
  CHECK(in(german, "date: skeleton: 'yMMMEd'") == "Sa., 31. Jan. 2026");
  CHECK(in(dutch, "time") == "23:30");
  CHECK(in(Reader{"zh-Hant-TW"}, "time") == "晚上11:30");
  CHECK(in(dutch, "time: zone: 'Asia/Tokyo'") == "08:30");
  CHECK(in(english, "date: 'long', zone: 'Asia/Tokyo'") == "February 1, 2026");
  // Patterns are Shopify's, with the reader's words.
  CHECK(in(dutch, "date: '%A %-d %B %Y, %H:%M 100%%'") == "zaterdag 31 januari 2026, 23:30 100%");
  CHECK(in(russian, "date: '%d %B'") == "31 января");
  CHECK(in(russian, "date: '%B %Y'") == "январь 2026");
  CHECK(in(english, "date: '%^b %j %Z'") == "JAN 031 UTC");
  CHECK(english("{{ 'soon' | date: 'long' }}{{ nothing | date }}") == "soon");
  CHECK(in(english, "date: 'lnog'") == "date has no form \"lnog\"; did you mean \"long\"?");
  CHECK(in(english, "time: zone: 'Mars'") == "zone must be a time zone such as \"Europe/Amsterdam\"");
  CHECK(in(english, "date: skeleton: 'x%'") == "skeleton must be letters of a date such as \"yMMMd\"");
}

TEST_CASE("lists are joined as people say them") {
  const std::string data = R"({"a": ["cup", "<pot>", "tray"], "two": ["cup", "pot"], "p": [{"name": "x"}]})";
  CHECK(english("{{ a | list }}; {{ two | list: 'or' }}; {{ nothing | list }}", data) ==
        "cup, <pot>, and tray; cup or pot; ");
  CHECK(dutch("{{ a | list }}", data) == "cup, <pot> en tray");
  CHECK(chinese("{{ a | list }}", data) == "cup、<pot>和tray");
  CHECK(english("{{ p | list }}", data) == "list needs a list of texts; write map: \"name\" before it");
  CHECK(english("{{ p | map: 'name' | list }}", data) == "x");
  Reader html = english;
  html.html = true;
  CHECK(html("{{ a | list }}", data) == "cup, &lt;pot&gt;, and tray");
  CHECK(html("{% assign b = '<b>' | raw | split: ',' %}{% capture c %}<i>{% endcapture %}{{ a | concat: b | "
             "list }}",
             data) == "cup, &lt;pot&gt;, tray, and &lt;b&gt;");
}

TEST_CASE("letters and characters are those of the reader") {
  CHECK(Reader{"tr-TR"}("{{ 'istanbul' | upcase }} {{ 'ISI' | downcase }}") == "İSTANBUL ısı");
  CHECK(dutch("{{ 'ijsland is MOOI. ja' | capitalize }}") == "IJsland is mooi. ja");
  CHECK(
      english("{{ 'hello THERE. you' | capitalize }} {{ 'éCLAIR' | capitalize }} {{ 'straße' | upcase }}") ==
      "Hello there. you Éclair STRASSE");
  // A family is one character, and so is a letter with its mark.
  CHECK(english("{{ '👩‍👩‍👧👍🏽e\u0301x' | truncate: 3, '…' }}") ==
        "👩‍👩‍👧👍🏽…");
  CHECK(english("{{ '👩‍👩‍👧e\u0301' | truncate: 2 }}") == "👩‍👩‍👧e\u0301");
  CHECK(
      english("{{ 'Hello there' | truncate: 8 }}|{{ 'Hello' | truncate: 5 }}|{{ 'Hello' | truncate: 2 }}") ==
      "Hello...|Hello|...");
  CHECK(english("{{ 'x' | truncate: 'y' }}") == "the length for truncate must be a whole number");
  CHECK(english("{{ 'דנה' | isolate }}!{{ '' | isolate }}{{ nothing | isolate }}") == "\u2068דנה\u2069!");
}

TEST_CASE("a locale that nobody knows is written plainly") {
  CHECK(Reader{"xx-YY"}("{{ 1234.5 | money }}") == std::string("€") + nb + "1234.50");
  CHECK(Reader{"not a locale"}("{{ 3 | ordinal }} {{ 1 | plural: other: 'x' }}").ends_with("x"));
  CHECK(Reader{"fr-ZZ"}("{{ 2 | ordinal }}") == "2e");
}

TEST_CASE("formatters may be used by several threads at once") {
  const LocaleFormats formats;
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 300; ++i) {
        if (formats.date("nl", 0, "long") != "1 januari 1970") ++wrong;
        if (formats.ordinal("en", 2, "") != "2nd") ++wrong;
        if (formats.money("en-US", "1.00", "USD", MoneySymbol::symbol, LocaleFormats::any_decimals) !=
            "$1.00")
          ++wrong;
        if (formats.list("en", {"a", "b"}, false) != "a and b") ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

}  // namespace lifecycled
