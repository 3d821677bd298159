#include "message/composer.hpp"

#include <doctest/doctest.h>

#include "base/sanitized.hpp"
#include "message/testing.hpp"

namespace lifecycled {
namespace {

using testing::ShopFiles;

struct Desk {
  explicit Desk(const ShopFiles& files)
      : loaded(files.load()), folder(files.folder.path()), library(loaded.configuration.messages, problems) {
    facts = sample_facts(loaded.configuration.settings.shop, MessageKind::Marketing, "It");
    facts.customer_language = "";
  }
  std::variant<ComposedMessage, ComposeFailure> compose(const std::string& language = "",
                                                        const std::string& channel = "email") {
    const Composer composer(library, clock, {"en", "Europe/Amsterdam", strict});
    return composer.compose("hello", channel, facts, language);
  }
  ComposedMessage message(const std::string& language = "") {
    auto composed = compose(language);
    if (const auto* failure = std::get_if<ComposeFailure>(&composed)) FAIL(failure->text);
    return std::get<ComposedMessage>(composed);
  }
  // "messages/hello.toml:2:5: what went wrong"
  std::string failure(const std::string& channel = "email") {
    const auto composed = compose("", channel);
    const auto* failed = std::get_if<ComposeFailure>(&composed);
    if (!failed) return "none";
    Problems said;
    said.error(failed->place, failed->text);
    return testing::lines(said, folder);
  }
  LoadedConfiguration loaded;
  std::filesystem::path folder;
  Problems problems;
  MessageLibrary library;
  VirtualClock clock{from_ms(1'772'712'000'000)};
  MessageFacts facts;
  bool strict = false;
};

TEST_CASE("HTML is escaped, plain text is not") {
  ShopFiles files;
  files.message(
      "hello",
      "[email]\nsubject = \"{{ order.products[1].name }}\"\nhtml = \"<b>{{ order.products[1].name }}</b>\"\n"
      "text = \"{{ order.products[1].name }}\"\n");
  Desk desk(files);
  const ComposedMessage message = desk.message();
  CHECK(message.field("subject") == "Beans <dark> & bold, 1 kg");
  CHECK(message.field("html") == "<b>Beans &lt;dark&gt; &amp; bold, 1 kg</b>");
  CHECK(message.field("text") == "Beans <dark> & bold, 1 kg");
  CHECK(message.field("no such field") == "");
}

TEST_CASE("what a plugin declares is rendered where it is text, and keeps its type") {
  ShopFiles files;
  files.message(
      "hello",
      "[sms]\ntext = \"x\"\nsize = 7\nscale = 1.5\nframed = true\nlines = [\"to \\\"{{ customer.first_name "
      "}}\\\"\", \"c\"]\nstyle = \"{{ customer.first_name }}\"\n");
  files.message("hello.fr", "[sms]\nsize = 8\nstyle = \"gai\"\n");
  Desk desk(files);
  const auto in = [&](const std::string& language) {
    auto composed = desk.compose(language, "sms");
    if (const auto* failure = std::get_if<ComposeFailure>(&composed)) FAIL(failure->text);
    return std::get<ComposedMessage>(composed);
  };
  const ComposedMessage message = in("");
  CHECK(message.values.at("size") == PlainValue(std::int64_t{7}));
  CHECK(message.values.at("lines") == PlainValue(std::vector<std::string>{"to \"Anna\"", "c"}));
  CHECK(message.extra_json() ==
        R"({"style":"Anna","framed":true,"lines":["to \"Anna\"","c"],"scale":1.5E0,"size":7})");
  CHECK(in("fr").values.at("size") == PlainValue(std::int64_t{8}));
  CHECK(in("fr").field("style") == "gai");
  // A retry sends the same.
  CHECK(ComposedMessage::from_json(message.to_json()).extra_json() == message.extra_json());
}

TEST_CASE("a text that its channel does not know is told where it stands") {
  ShopFiles files;
  files.message("hello",
                "[sms]\ntext = \"x\"\nstyle = \"{{ customer.first_name }}\"\nlines = [\"a\", \"b\"]\n"
                "link = \"{{ shop.url }}\"\n");
  const auto failure = [&](const std::string& field, FieldRule rule) {
    Desk desk(files);
    desk.loaded.configuration.messages.messages.at(0).channels.at("sms").at(field).rule = std::move(rule);
    Problems none;
    const MessageLibrary library(desk.loaded.configuration.messages, none);
    const auto composed =
        Composer(library, desk.clock, {"en", "UTC", false}).compose("hello", "sms", desk.facts, "");
    const auto* failed = std::get_if<ComposeFailure>(&composed);
    if (!failed) return std::string("none");
    Problems said;
    said.error(failed->place, failed->text);
    return testing::lines(said, desk.folder);
  };
  CHECK(failure("style", {{"Anna", "Ben"}, false, false}) == "none");
  CHECK(failure("style", {{"sober", "merry"}, false, false}) ==
        "messages/hello.toml:3:10: \"style\" must be one of sober, merry, not \"Anna\"\n");
  CHECK(failure("lines", {{"a", "c"}, false, false}) ==
        "messages/hello.toml:4:16: \"lines\" must be one of a, c, not \"b\"\n");
  CHECK(failure("link", {{}, true, true}) == "none");
  CHECK(failure("style", {{}, true, false}) ==
        "messages/hello.toml:3:10: \"style\" must be a URL such as \"https://shop.example\", not \"Anna\"\n");
}

TEST_CASE("a subject is one line, whatever stands in it") {
  ShopFiles files;
  files.message(
      "hello",
      "[email]\nsubject = \"\"\"\n  Hi {{ customer.first_name }}\n  there  \"\"\"\ntext = \"a\\nb\"\n");
  Desk desk(files);
  liquid::Object customer;
  customer.set("first_name", liquid::Value("Anna\r\nBcc: all@example.org\x01"));
  desk.facts.data.set("customer", liquid::Value(std::move(customer)));
  const std::string subject = desk.message().field("subject");
  CHECK(subject.find_first_of("\r\n\x01") == std::string::npos);
  CHECK(subject.starts_with("Hi Anna Bcc: all@example.org"));
  CHECK(desk.message().field("text") == "a\nb");
}

TEST_CASE("a layout surrounds the HTML, and its preheader is hidden in it") {
  ShopFiles files;
  files.message("hello",
                "[email]\nsubject = \"Hi\"\nlayout = \"plain\"\npreheader = \"Soon & more\"\nhtml = \"<p>{{ "
                "shop.name }}</p>\"\n");
  files.folder.write("messages/layouts/plain.html",
                     "<i>{{ preheader }}</i>[{{ content }}]{{ message.language }}");
  Desk desk(files);
  const ComposedMessage message = desk.message();
  CHECK(message.field("html") == "<i>Soon &amp; more</i>[<p>Shop</p>]en");
  CHECK_FALSE(message.fields.contains("layout"));
  CHECK_FALSE(message.fields.contains("preheader"));
}

TEST_CASE("the customer's language, or the one asked for") {
  ShopFiles files;
  files.message("hello",
                "[email]\nsubject = \"Hi\"\ntext = \"{{ message.language }} {{ message.channel }}\"\n");
  files.message("hello.fr", "[email]\nsubject = \"Salut\"\n");
  Desk desk(files);
  CHECK(desk.message().language == "en");
  desk.facts.customer_language = "fr-CA";
  CHECK(desk.message().language == "fr");
  CHECK(desk.message().field("subject") == "Salut");
  CHECK(desk.message().field("text") == "fr email");
  CHECK(desk.message("nl").field("subject") == "Hi");
}

TEST_CASE("a template that fails names its line") {
  ShopFiles files;
  files.message("hello",
                "[email]\nsubject = \"Hi\"\ntext = \"\"\"\nOne\nTwo {{ 1 | divided_by: 0 }}\n\"\"\"\n");
  Desk desk(files);
  CHECK(desk.failure().starts_with("messages/hello.toml:5:"));
  CHECK(desk.failure("sms") == "messages/hello.toml:1:1: hello has no text for the channel sms\n");
}

TEST_CASE("an unknown variable is empty for customers and a mistake for check") {
  ShopFiles files;
  files.message("hello", "[email]\nsubject = \"Hi {{ custmer.name }}!\"\ntext = \"x\"\n");
  Desk desk(files);
  CHECK(desk.message().field("subject") == "Hi !");
  desk.strict = true;
  CHECK(desk.failure().starts_with("messages/hello.toml:2:"));
  CHECK(desk.failure().find("custmer") != std::string::npos);
}

TEST_CASE("a hostile template stops by its limits") {
  ShopFiles files;
  for (const char* text :
       {"{% for i in (1..1000000000) %}{% for j in (1..1000000000) %}x{% endfor %}{% endfor %}",
        "{% assign a = 'xxxxxxxxxx' %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}{{ a "
        "}}",
        "{% for i in (1..1000000) %}0123456789012345678901234567890123456789{% endfor %}"}) {
    CAPTURE(std::string(text));
    files.message("hello", "[email]\nsubject = \"Hi\"\ntext = \"" + std::string(text) + "\"\n");
    Desk desk(files);
    const auto begun = std::chrono::steady_clock::now();
    CHECK(desk.failure().starts_with("messages/hello.toml:3:"));
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{20});
  }
}

TEST_CASE("marketing has an unsubscribe link, a receipt has none") {
  ShopFiles files;
  files.message("hello", "[email]\nsubject = \"Hi\"\ntext = \"x\"\n");
  Desk desk(files);
  CHECK(desk.message().unsubscribe_url == "https://shop.example/u/sample");
  desk.facts = sample_facts(desk.loaded.configuration.settings.shop, MessageKind::Transactional, "It");
  CHECK(desk.message().unsubscribe_url == "");
}

TEST_CASE("money in its currency") {
  ShopFiles files;
  files.message("hello",
                "[email]\nsubject = \"{{ order.total | money: order.currency }}\"\ntext = \"{{ 5 | money }}, "
                "{{ '7.5' | money: 'JPY' }}, {{ nothing | money }}\"\n");
  Desk desk(files);
  CHECK(desk.message().field("subject") == "€49,90");
  CHECK(desk.message().field("text") == "€5,00, JP¥8, ");
}

TEST_CASE("dates are in the customer's time zone and language, an SMS has plain blanks") {
  ShopFiles files;
  files.message("hello",
                "[email]\nsubject = \"{{ '2026-01-31T23:30:00Z' | date: 'long' }}, {{ 1234.5 | money }}\"\n"
                "[sms]\nmost_parts = 1\ntext = \"{{ 1234.5 | money }}\"\n");
  files.message("hello.fr", "[email]\ntext = \"x\"\n[sms]\nmost_parts = 2\n");
  Desk desk(files);
  liquid::Object customer = desk.facts.data.find("customer")->object();
  customer.set("time_zone", "Europe/Amsterdam");
  desk.facts.data.set("customer", liquid::Value(customer));
  CHECK(desk.message("fr").field("subject") == "1er février 2026, 1\u202F234,50\u00A0€");
  customer.set("time_zone", "America/New_York");
  customer.set("country", "CA");
  desk.facts.data.set("customer", liquid::Value(std::move(customer)));
  CHECK(desk.message("fr").field("subject") == "31 janvier 2026, 1\u00A0234,50\u00A0€");
  CHECK(desk.message("nl").field("subject") == "January 31, 2026, €1,234.50");
  const auto sms = std::get<ComposedMessage>(desk.compose("fr", "sms"));
  CHECK(sms.field("text") == "1 234,50 €");
  CHECK(sms.values.empty());
}

TEST_CASE("what is kept comes back as it was") {
  ComposedMessage message;
  message.language = "zh-Hant";
  message.unsubscribe_url = "https://a/u/b";
  message.fields = {{"subject", "您好 \"x\""}, {"text", "a\nb"}, {"html", ""}};
  const ComposedMessage back = ComposedMessage::from_json(message.to_json());
  CHECK(back.language == message.language);
  CHECK(back.unsubscribe_url == message.unsubscribe_url);
  CHECK(back.fields == message.fields);
  CHECK_THROWS_AS(ComposedMessage::from_json("{"), std::runtime_error);
}

}  // namespace
}  // namespace lifecycled

namespace {

// Each look at it costs so many milliseconds.
std::function<std::chrono::nanoseconds()> slow(int milliseconds) {
  return [milliseconds, looks = 0]() mutable { return std::chrono::milliseconds(milliseconds) * ++looks; };
}

lifecycled::ComposeSettings with_time(int milliseconds, bool is_check) {
  lifecycled::ComposeSettings settings{"en", "UTC", is_check};
  settings.time_spent = slow(milliseconds);
  return settings;
}

}  // namespace

TEST_CASE("a text that computes too long ends with its place, by time that is passed in") {
  using namespace lifecycled;
  testing::ShopFiles files;
  files.message("hello",
                "[email]\nsubject = \"x\"\ntext = \"{% for i in (1..90000) %}{{ i }}{% endfor %}\"\n");
  auto loaded = files.load();
  const MessageLibrary library(loaded.configuration.messages, loaded.problems);
  const VirtualClock clock(Instant{});
  for (const bool is_check : {false, true}) {
    const auto result = Composer(library, clock, with_time(is_sanitized ? 1000 : 100, is_check))
                            .compose("hello", "email", MessageFacts{}, "");
    const auto* failure = std::get_if<ComposeFailure>(&result);
    REQUIRE(failure);
    CHECK(failure->text == "the template takes too long");
    CHECK(failure->place.line == 3);
    CHECK(failure->more.empty());
  }
}

TEST_CASE("under check the texts of a message must be quick together as well, as they are sent together") {
  using namespace lifecycled;
  testing::ShopFiles files;
  files.message("hello", "[email]\nsubject = \"x\"\ntext = \"y\"\nhtml = \"z\"\n");
  auto loaded = files.load();
  const MessageLibrary library(loaded.configuration.messages, loaded.problems);
  const VirtualClock clock(Instant{});
  const auto composed = [&](int milliseconds) {
    return Composer(library, clock, with_time(is_sanitized ? 10 * milliseconds : milliseconds, true))
        .compose("hello", "email", MessageFacts{}, "");
  };
  CHECK(std::holds_alternative<ComposedMessage>(composed(60)));
  const auto result = composed(80);
  const auto* failure = std::get_if<ComposeFailure>(&result);
  REQUIRE(failure);
  CHECK(failure->text == "the texts of this message together take too long");
}
