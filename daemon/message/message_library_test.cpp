#include "message/message_library.hpp"

#include <doctest/doctest.h>

#include "message/testing.hpp"

namespace lifecycled {
namespace {

using testing::ShopFiles;

struct Loaded {
  explicit Loaded(const ShopFiles& files)
      : configuration(files.load()), library(configuration.configuration.messages, problems) {}
  std::string text(const std::string& language, const std::string& field,
                   const std::string& channel = "email") {
    const auto texts = library.texts("hello", channel, language);
    if (!texts) return "none";
    const auto found = texts->fields.find(field);
    return texts->language + ": " +
           (found == texts->fields.end() ? "none" : found->second->source.render({}));
  }
  LoadedConfiguration configuration;
  Problems problems;
  MessageLibrary library;
};

TEST_CASE("a field comes from the nearest language that has the message, else from the base") {
  ShopFiles files;
  files.message("hello",
                "[email]\nsubject = \"base subject\"\ntext = \"base text\"\n[sms]\ntext = \"base sms\"\n");
  files.message("hello.fr", "[email]\nsubject = \"sujet\"\n");
  files.message("hello.zh-Hant", "[email]\nsubject = \"主旨\"\ntext = \"正文\"\n");
  Loaded loaded(files);
  CHECK(loaded.text("", "subject") == ": base subject");
  CHECK(loaded.text("fr", "subject") == "fr: sujet");
  CHECK(loaded.text("fr-CA", "subject") == "fr: sujet");
  CHECK(loaded.text("fr-CA", "text") == "fr: base text");
  CHECK(loaded.text("zh-TW", "subject") == "zh-Hant: 主旨");
  CHECK(loaded.text("zh-CN", "subject") == ": base subject");
  CHECK(loaded.text("nl", "subject") == ": base subject");
  CHECK(loaded.text("tlh", "subject") == ": base subject");
  CHECK(loaded.text("fr", "text", "sms") == ": base sms");
  CHECK(loaded.text("fr", "text", "push") == "none");
  CHECK(loaded.library.languages("hello") == std::vector<std::string>{"fr", "zh-Hant"});
  CHECK(loaded.library.channels("hello") == std::vector<std::string>{"email", "sms"});
  CHECK(loaded.library.contains("hello"));
  CHECK_FALSE(loaded.library.contains("hallo"));
  CHECK_FALSE(loaded.library.texts("hallo", "email", "").has_value());
}

TEST_CASE("each field is of the nearest file: the customer's languages, then the shop's, then the base") {
  ShopFiles files("Shop & Co, 1 Street", "nl");
  files.message("hello",
                "language = \"en\"\n[email]\nsubject = \"subject\"\ntext = \"text\"\nhtml = \"html\"\n");
  files.message("hello.nl", "[email]\nsubject = \"onderwerp\"\ntext = \"tekst\"\n");
  files.message("hello.fr", "[email]\nsubject = \"sujet\"\ntext = \"texte\"\n");
  files.message("hello.fr-CA", "[email]\nsubject = \"objet\"\n");
  Loaded loaded(files);
  CHECK(loaded.text("fr-CA", "subject") == "fr-CA: objet");
  CHECK(loaded.text("fr-CA", "text") == "fr-CA: texte");
  CHECK(loaded.text("fr-CA", "html") == "fr-CA: html");
  CHECK(loaded.text("fr-CH", "subject") == "fr: sujet");
  for (const char* other : {"", "de", "nl", "nl-BE", "zh-TW"}) {
    CAPTURE(other);
    CHECK(loaded.text(other, "subject") == "nl: onderwerp");
    CHECK(loaded.text(other, "html") == "nl: html");
  }
  for (const char* english : {"en", "en-GB"}) CHECK(loaded.text(english, "text") == "en: text");
  CHECK(loaded.text(std::string(base_language), "text") == "en: text");
}

TEST_CASE("a mistake in a template is told with its place in the TOML file") {
  ShopFiles files;
  files.message(
      "hello", "[email]\nsubject = \"Hi {{ name | upcas }}\"\ntext = \"\"\"\nLine one\n{% if a %}\n\"\"\"\n");
  Loaded loaded(files);
  const std::string said = testing::lines(loaded.problems, files.folder.path());
  CHECK(said ==
        "messages/hello.toml:2:25: unknown filter \"upcas\"; did you mean \"upcase\"?\n"
        "messages/hello.toml:5:4: \"if\" is not closed by \"endif\"\n");
  CHECK(loaded.text("", "subject") == ": none");
}

TEST_CASE("a mistake in a file beside it, in a layout or a partial, is told with its own") {
  ShopFiles files;
  files.message("hello", "[email]\nsubject = \"Hi\"\nhtml_file = \"hello.html\"\nlayout = \"plain\"\n");
  files.folder.write("messages/hello.html", "<p>\n{{ a | nonsense }}</p>");
  files.folder.write("messages/layouts/plain.html", "{{ content }}\n\n  {% endfor %}");
  files.folder.write("messages/partials/foot.html", "{% unknown %}");
  Loaded loaded(files);
  const std::string said = testing::lines(loaded.problems, files.folder.path());
  CHECK(said.find("messages/hello.html:2:") != std::string::npos);
  CHECK(said.find("messages/layouts/plain.html:3:") != std::string::npos);
  CHECK(said.find("messages/partials/foot.html:1:") != std::string::npos);
}

TEST_CASE("a place within a template is a place in its file") {
  const Place start{"a.toml", 7, 12};
  CHECK(place_in_file(start, {"", 1, 1}) == start);
  CHECK(place_in_file(start, {"", 1, 5}) == Place{"a.toml", 7, 16});
  CHECK(place_in_file(start, {"", 3, 5}) == Place{"a.toml", 9, 5});
  CHECK(place_in_file(start, {"", 0, 0}) == start);
}

TEST_CASE("mistakes behind escapes and in partials are told at their places, all in one run") {
  ShopFiles files;
  files.message("hello",
                "[email]\nsubject = \"\\\"Hi\\\" {{ a | upcas }}{{ b | downcas }}\"\ntext = \"x\"\n");
  files.folder.write("messages/partials/foot.liquid", "one\n{{ a | strp }}{{ b | appendd: 'x' }}\n");
  Loaded loaded(files);
  CHECK(testing::lines(loaded.problems, files.folder.path()) ==
        "messages/hello.toml:2:26: unknown filter \"upcas\"; did you mean \"upcase\"?\n"
        "messages/hello.toml:2:41: unknown filter \"downcas\"; did you mean \"downcase\"?\n"
        "messages/partials/foot.liquid:2:8: unknown filter \"strp\"; did you mean \"strip\"?\n"
        "messages/partials/foot.liquid:2:22: unknown filter \"appendd\"; did you mean \"append\"?\n");
}

}  // namespace
}  // namespace lifecycled
