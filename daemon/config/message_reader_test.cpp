#include "config/message_reader.hpp"

#include <doctest/doctest.h>

#include "config/testing.hpp"

namespace lifecycled {
namespace {

MessageFiles read(const testing::Folder& folder, Problems& problems) {
  return read_messages(folder.path().string(), "messages", {"acme"}, problems);
}

std::string mistakes(const testing::Folder& folder) {
  Problems problems;
  read(folder, problems);
  return testing::lines(problems);
}

TEST_CASE("a message, its languages and what messages share") {
  const testing::Folder folder;
  folder.write("welcome/hello.toml",
               "[email]\nsubject = \"Hi {{ shop.name }}\"\nhtml_file = \"hello.html\"\nlayout = \"plain\"\n"
               "text = \"\"\"\nHi\n\"\"\"\n[acme]\nbody = 'x'\n");
  folder.write("welcome/hello.html", "<p>Hi</p>\n");
  folder.write("welcome/hello.fr.toml", "[email]\nsubject = \"Salut\"\n");
  folder.write("welcome/hello.zh-hant.toml", "[email]\nhtml_file = \"../shared.html\"\n");
  folder.write("shared.html", "<p>您好</p>\n");
  folder.write("alone.toml", "[sms]\ntext = \"x\"\n");
  folder.write("layouts/plain.html", "{{ content | raw }}");
  folder.write("pictures/logo.gif", "GIF89a");
  folder.write("partials/foot.html", "foot");
  folder.write("partials/deep/foot.txt", "deep");
  Problems problems;
  const MessageFiles files = read(folder, problems);
  CHECK(testing::lines(problems) == "");
  REQUIRE(files.messages.size() == 2);
  CHECK(files.messages[0].name == "alone");
  const MessageDefinition& hello = files.messages[1];
  CHECK(hello.name == "welcome/hello");
  CHECK(hello.place == Place{"messages/welcome/hello.toml", 1, 1});
  const ChannelFields& email = hello.channels.at("email");
  CHECK(email.at("subject").source == "Hi {{ shop.name }}");
  CHECK(email.at("subject").place == Place{"messages/welcome/hello.toml", 2, 12});
  CHECK(email.at("html").source == "<p>Hi</p>\n");
  CHECK(email.at("html").place == Place{"messages/welcome/hello.html", 1, 1});
  CHECK(email.at("layout").source == "plain");
  CHECK(email.at("text").source == "Hi\n");
  CHECK(email.at("text").place == Place{"messages/welcome/hello.toml", 6, 1});
  CHECK(email.size() == 4);
  CHECK(hello.channels.at("acme").at("body").source == "x");
  CHECK(hello.languages.size() == 2);
  CHECK(hello.languages.at("fr").at("email").at("subject").source == "Salut");
  CHECK(hello.languages.at("zh-Hant").at("email").at("html").place == Place{"messages/shared.html", 1, 1});
  CHECK(files.layouts.at("plain").source == "{{ content | raw }}");
  CHECK(files.layouts.at("plain").place == Place{"messages/layouts/plain.html", 1, 1});
  CHECK(files.pictures->at("logo.gif").media_type == "image/gif");
  CHECK(files.partials.at("foot").source == "foot");
  CHECK(files.partials.at("deep/foot").source == "deep");
}

TEST_CASE("fields of plugins may be more than texts") {
  const testing::Folder folder;
  folder.write(
      "card.toml",
      "[acme]\nsize = 7\nscale = 1.5\nframed = true\nlines = [\"a {{ b }}\", \"c\"]\nstyle = \"merry\"\n");
  Problems problems;
  const MessageFiles files = read(folder, problems);
  CHECK(testing::lines(problems) == "");
  const MessageDefinition& card = files.messages.at(0);
  CHECK(card.tables.at("acme") == Place{"messages/card.toml", 1, 1});
  const ChannelFields& fields = card.channels.at("acme");
  CHECK(fields.at("size").value == PlainValue(std::int64_t{7}));
  CHECK(fields.at("size").key_place == Place{"messages/card.toml", 2, 1});
  CHECK(fields.at("size").value_place == Place{"messages/card.toml", 2, 8});
  CHECK(fields.at("scale").value == PlainValue(1.5));
  CHECK(fields.at("framed").value == PlainValue(true));
  CHECK(fields.at("lines").value == PlainValue(std::vector<std::string>{"a {{ b }}", "c"}));
  CHECK(fields.at("lines").item_places.at(1) == Place{"messages/card.toml", 5, 24});
  CHECK(std::holds_alternative<std::monostate>(fields.at("style").value));

  folder.write("card.toml", "[acme]\nlines = [\"a\", 3]\nsize = { a = 1 }\nsubject = 3\n");
  CHECK(mistakes(folder) ==
        "messages/card.toml:2:15: \"lines\" must be a list of texts, not 3\n"
        "messages/card.toml:3:8: \"size\" must be text, a number, true or false, or a list of texts, not a "
        "table\n"
        "messages/card.toml:4:11: \"subject\" must be text, not 3\n");
}

TEST_CASE("a base may be in another language than the shop's") {
  const testing::Folder folder;
  for (const auto& [name, language] : {std::pair{"a", "zh-tw"}, {"b", "klingon"}, {"c", "fr"}}) {
    folder.write(std::string(name) + ".toml",
                 "language = \"" + std::string(language) + "\"\n[email]\nsubject = \"x\"\n");
  }
  folder.write("a.fr.toml", "language = \"fr\"\n[email]\nsubject = \"x\"\n");
  folder.write("c.fr.toml", "[email]\nsubject = \"x\"\n");
  Problems problems;
  const MessageFiles files = read(folder, problems);
  REQUIRE(files.messages.size() == 3);
  CHECK(files.messages[0].language == "zh-TW");
  CHECK(files.messages[1].language == "");
  CHECK(testing::lines(problems) ==
        "messages/a.fr.toml:1:1: a translation's language is that of its name; take this line away, or name "
        "the file after the language\n"
        "messages/b.toml:1:12: \"language\" must be a language, not \"klingon\"; write it as in \"fr\" or "
        "\"zh-Hant\"\n"
        "messages/c.fr.toml: c.toml itself is in fr, by its \"language\"; keep one of the two\n");
}

TEST_CASE("mistakes of messages") {
  const testing::Folder folder;
  folder.write("welcome/hello.toml",
               "title = \"x\"\n[emial]\nsubject = \"x\"\n[email]\nsubject = 3\ntext = [\"x\"]\nhtml_file = "
               "\"no.html\"\n"
               "[fax]\ntext = \"x\"\n[sms]\nhtml = \"x\"\nhtml_file = \"x\"\n");
  folder.write("welcome/hello.en_US.toml", "[email]\nsubject = \"x\"\n");
  folder.write("welcome/hello.fr.toml", "[email]\nsubject = \"x\"\n[sms]\nhtlm = \"x\"\n");
  folder.write("welcome/hello.FR.toml", "[email]\nsubject = \"x\"\n");
  folder.write("welcome/other.fr.toml", "[email]\nsubject = \"x\"\n");
  folder.write("Welcome/Back.toml", "[email]\nsubject = \"x\"\n");
  folder.write("empty.toml", "");
  folder.write("layouts/a.html", "x");
  folder.write("layouts/a.txt", "x");
  folder.write("partials/bad.html", "\xFF");
  CHECK(
      mistakes(folder) ==
      "messages/Welcome/Back.toml: a message cannot be called \"Welcome/Back\"; use small letters, digits, "
      "\"-\" and \"_\"\n"
      "messages/empty.toml: the file is empty\n"
      "messages/layouts/a.txt: a second file for layouts/a; keep one\n"
      "messages/partials/bad.html:1:1: this is not UTF-8; save the file as UTF-8\n"
      "messages/welcome/hello.en_US.toml: \"en_US\" is no language; name the file hello.fr.toml, "
      "hello.zh-Hant.toml or the like\n"
      "messages/welcome/hello.fr.toml: a second file for the language fr; keep one\n"
      "messages/welcome/hello.fr.toml:4:9: warning: [sms] has no \"htlm\" in the first language; did you "
      "mean "
      "\"html\"?\n"
      "messages/welcome/hello.toml:1:1: \"title\" stands outside a channel's table; move it below [email] or "
      "the channel that it is for\n"
      "messages/welcome/hello.toml:2:2: warning: no channel is called \"emial\"; did you mean \"email\"?\n"
      "messages/welcome/hello.toml:5:11: \"subject\" must be text, not 3\n"
      "messages/welcome/hello.toml:6:8: \"text\" must be text, not a list\n"
      "messages/welcome/hello.toml:7:13: messages/welcome/no.html does not exist\n"
      "messages/welcome/hello.toml:8:2: warning: no channel is called \"fax\"; nobody is sent these texts\n"
      "messages/welcome/hello.toml:12:1: [sms] has both \"html\" and \"html_file\"; keep one of the two\n"
      "messages/welcome/other.fr.toml: there is no other.toml beside it, which every language starts from\n");
}

}  // namespace
}  // namespace lifecycled
