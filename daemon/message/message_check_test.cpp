#include "message/message_check.hpp"

#include <doctest/doctest.h>

#include "message/testing.hpp"

namespace lifecycled {
namespace {

using testing::ShopFiles;

const std::string good = "[email]\nsubject = \"Hi\"\ntext = \"{{ links.unsubscribe }} {{ shop.address }}\"\n";

TEST_CASE("nothing to say of a message that is right") {
  ShopFiles files;
  files.message("hello", good);
  CHECK(files.mistakes() == "");
}

TEST_CASE("a picture that stands in the html itself is warned of") {
  ShopFiles files;
  const auto with_html = [&](const std::string& html) {
    files.message("hello", good + "html = '<p>{{ links.unsubscribe }} {{ shop.address }}</p>" + html + "'\n");
    return files.mistakes();
  };
  CHECK(with_html("<img src=\"https://shop.example/a.png\" alt=\"\">") == "");
  CHECK(with_html("<img alt=\"\" src=\"DATA:image/png;base64,AAAA\">")
            .find("warning: the html has a picture as data:, which Gmail does not show; put it into "
                  "messages/pictures") != std::string::npos);
  // Those of the sample products, which no shop has written.
  CHECK(with_html("{% for one in cart.items %}<img alt=\"\" src=\"{{ one.image_url }}\">{% endfor %}") == "");
}

TEST_CASE("marketing mail shows the postal address and a way to unsubscribe, in each of its parts") {
  ShopFiles files;
  files.message("hello", "[email]\nsubject = \"Hi\"\ntext = \"Hello\"\nhtml = \"{{ shop.address }}\"\n");
  const std::string said = files.mistakes();
  CHECK(said.find("this marketing mail has no unsubscribe link in its html; add {{ links.unsubscribe }}") !=
        std::string::npos);
  CHECK(said.find("this marketing mail has no unsubscribe link in its text") != std::string::npos);
  CHECK(said.find("this marketing mail does not show the shop's postal address in its text; add {{ "
                  "shop.address }}") != std::string::npos);
  CHECK(said.find("postal address in its html") == std::string::npos);  // escaped, it still shows
  CHECK(said.starts_with("messages/hello.toml:"));
}

TEST_CASE("an SMS of a channel of another name is held to its parts, by the channel's type") {
  ShopFiles files;
  files.folder.write("lifecycled.toml",
                     "state = \"state\"\n[shop]\nname = \"Shop\"\naddress = \"x\"\n"
                     "[channel.texts]\ntype = \"acme.sms\"\nreaches = \"phone\"\n");
  files.folder.write("campaigns/it.toml", ShopFiles::campaign(R"({ send = "hello", channel = "texts" })"));
  files.message("hello", "[texts]\ntext = \"" + std::string(400, 'x') + "\"\n");
  CHECK(files.mistakes() ==
        "messages/hello.toml:2:9: warning: this SMS may take 3 parts, and 2 are the most; shorten it, or set "
        "most_parts = 3\n");
}

TEST_CASE("a subject that cannot be read is not missing as well") {
  ShopFiles files;
  files.message("hello",
                "[email]\nsubject = \"Hi {{ shop.name | upcas }}\"\ntext = \"{{ links.unsubscribe }} "
                "{{ shop.address }}\"\n");
  CHECK(files.mistakes() == "messages/hello.toml:2:30: unknown filter \"upcas\"; did you mean \"upcase\"?\n");
}

TEST_CASE("a field that breaks its channel's rule ends nothing but itself") {
  ShopFiles files;
  files.message(
      "hello",
      "[email]\nsubject = \"Hi {{ custmer.x }}\"\nstyle = \"{{ shop.name }}\"\nlines = [\"a\", \"{{ 1 | "
      "divided_by: 0 }}\", \"{{ 'b' }}\"]\ntext = \"{{ 2 | divided_by: 0 }} {{ shop.address }}\"\nhtml = "
      "\"{{ shop.address }}\"\n[sms]\nlink = \"{{ shop.name }}\"\ntext = \"" +
          std::string(400, 'x') + "\"\n");
  LoadedConfiguration loaded = files.load();
  auto& channels = loaded.configuration.messages.messages.at(0).channels;
  channels.at("email").at("style").rule = {{"sober", "merry"}, false, false};
  channels.at("email").at("lines").rule = {{"a"}, false, false};
  channels.at("sms").at("link").rule = {{}, true, false};
  const MessageLibrary library(loaded.configuration.messages, loaded.problems);
  check_messages(loaded.configuration, library, loaded.problems);
  const std::string said = testing::lines(loaded.problems, files.folder.path());
  // The text's own mistake hides whether it has a link; the html has none.
  for (const char* mistake :
       {"toml:2:18: \"custmer.x\" is not known",
        "toml:3:10: \"style\" must be one of sober, merry, not \"Shop\"", "toml:4:23: divided by 0",
        "toml:5:16: divided by 0", "this marketing mail has no unsubscribe link in its html",
        "toml:8:9: \"link\" must be a URL", "toml:9:9: warning: this SMS may take 3 parts"}) {
    CAPTURE(mistake);
    CHECK_MESSAGE(said.find(mistake) != std::string::npos, said);
  }
  CHECK(said.find("unsubscribe link in its text") == std::string::npos);
  CHECK(said.find("no subject") == std::string::npos);
}

TEST_CASE("a translation may not leave them out either") {
  ShopFiles files;
  files.message("hello", good);
  files.message("hello.fr", "[email]\ntext = \"Salut\"\n");
  CHECK(files.mistakes().find("no unsubscribe link in its text in fr") != std::string::npos);
}

TEST_CASE("a shop without a postal address sends no marketing mail") {
  ShopFiles files("");
  files.message("hello", good);
  CHECK(files.mistakes().find("marketing mail needs the shop's postal address; set address in [shop]") !=
        std::string::npos);
}

TEST_CASE("receipts need neither; sent as both, the stricter rules hold") {
  ShopFiles files;
  files.message("hello", "[email]\nsubject = \"Hi\"\ntext = \"Hello\"\n");
  files.folder.write("campaigns/it.toml",
                     ShopFiles::campaign(R"({ send = "hello", kind = "transactional" })"));
  CHECK(files.mistakes() == "");
  files.folder.write(
      "campaigns/it.toml",
      ShopFiles::campaign(R"({ send = "hello", kind = "transactional" }, { send = "hello" })"));
  CHECK(files.mistakes().find("unsubscribe") != std::string::npos);
  files.folder.write(
      "campaigns/it.toml",
      ShopFiles::campaign(R"({ send = "hello" }, { send = "hello", kind = "transactional" })"));
  CHECK(files.mistakes().find("unsubscribe") != std::string::npos);
}

TEST_CASE("a message that nobody sends yet is checked all the same") {
  ShopFiles files;
  files.message("hello", good);
  files.message("unused", "[email]\nsubject = \"Hi\"\ntext = \"Hello\"\n");
  CHECK(files.mistakes().find("messages/unused.toml") != std::string::npos);
}

TEST_CASE("a message that does not exist, with the nearest name") {
  ShopFiles files;
  files.message("hello", good);
  files.folder.write("campaigns/it.toml",
                     ShopFiles::campaign("{ send = \"helo\" },\n{ send = \"zzz/unlike\" },"));
  CHECK(files.mistakes() ==
        "campaigns/it.toml:5:10: there is no message \"helo\"; did you mean \"hello\"?\n"
        "campaigns/it.toml:6:10: there is no message \"zzz/unlike\"; write it as messages/zzz/unlike.toml\n");
  files.message("consent/confirm", good);
  files.folder.write("campaigns/it.toml", ShopFiles::campaign("{ send = \"welcome/confirm\" },"));
  CHECK(
      files.mistakes() ==
      "campaigns/it.toml:5:10: there is no message \"welcome/confirm\"; did you mean \"consent/confirm\"?\n");
}

TEST_CASE("a channel that is not set up is passed over with a warning, unless there is no other") {
  ShopFiles files;
  files.message("hello", good + "[whatsapp]\ntext = \"Hi\"\n");
  files.folder.write("campaigns/it.toml",
                     ShopFiles::campaign(R"({ send = "hello", channel = ["sms", "whatsapp", "email"] })"));
  const std::string said = files.mistakes();
  CHECK(said.find(
            "warning: hello has no text for the channel \"sms\"; add a table [sms] to messages/hello.toml") !=
        std::string::npos);
  CHECK(said.find("warning: the channel \"whatsapp\" is not configured and is passed over") !=
        std::string::npos);
  CHECK(said.find("can be sent on none") == std::string::npos);
  files.folder.write("campaigns/it.toml",
                     ShopFiles::campaign(R"({ send = "hello", channel = ["sms", "whatsapp"] })"));
  CHECK(files.mistakes().find(
            "\"hello\" can be sent on none of its channels: it has no text for \"sms\", there is no "
            "channel \"whatsapp\"; configure one of them, or add a text for one that is\n") !=
        std::string::npos);
  files.folder.write("campaigns/it.toml", ShopFiles::campaign(R"({ send = "hello", channel = "mail" })"));
  CHECK(files.mistakes() ==
        "campaigns/it.toml:5:29: \"hello\" can be sent on none of its channels: there is no channel "
        "\"mail\"; did "
        "you mean \"email\"?\n");
}

TEST_CASE("an unknown variable is named with its place") {
  ShopFiles files;
  files.message("hello",
                "[email]\nsubject = \"Hi {{ custmer.first_name }}\"\ntext = \"{{ links.unsubscribe }} {{ "
                "shop.address }}\"\n");
  const std::string said = files.mistakes();
  CHECK(said.starts_with("messages/hello.toml:2:"));
  CHECK(said.find("custmer") != std::string::npos);
}

TEST_CASE("mail has a subject and something to read; a short message needs neither rule") {
  ShopFiles files;
  files.message("hello",
                "[email]\nsubject = \"{% if false %}x{% endif %}\"\ntext = \"{% if false %}x{% endif "
                "%}\"\n[sms]\ntext = \"Hi\"\n");
  const std::string said = files.mistakes();
  CHECK(said.find("the mail has no subject") != std::string::npos);
  CHECK(said.find("the mail has neither text nor html") != std::string::npos);
  // What cannot be read is there all the same: one mistake, one line.
  files.message("hello", "[email]\nsubject = \"Hi\"\nhtml = \"{{ x | upcas }}\"\n");
  CHECK(files.mistakes().find("neither text nor html") == std::string::npos);
}

TEST_CASE("a layout that does not exist") {
  ShopFiles files;
  files.message("hello",
                "[email]\nsubject = \"Hi\"\nlayout = \"fancy\"\nhtml = \"{{ links.unsubscribe }} {{ "
                "shop.address }}\"\n");
  CHECK(files.mistakes().find("there is no layout \"fancy\"") != std::string::npos);
}

TEST_CASE("the files that a shop starts from are right") {
  LoadedConfiguration loaded = load_configuration(LIFECYCLED_SOURCE_DIR "/config/lifecycled.toml");
  CHECK(loaded.configuration.campaigns.size() >= 4);
  CHECK(loaded.configuration.messages.messages.size() >= 12);
  const MessageLibrary library(loaded.configuration.messages, loaded.problems);
  check_messages(loaded.configuration, library, loaded.problems);
  for (const Problem& problem : loaded.problems.sorted()) {
    if (problem.severity == Problem::Severity::Error) FAIL_CHECK(to_string(problem));
  }
}

TEST_CASE("an SMS that costs more parts than was meant is warned of, in each language") {
  ShopFiles files;
  files.message("hello", good);
  const auto sms = [&files](const std::string& text, const std::string& french = "") {
    files.message("hello", good + "[sms]\n" + text);
    files.message("hello.fr", "[sms]\n" + french);
    return files.mistakes();
  };
  const std::string x160(160, 'x'), x306(306, 'x'), x307(307, 'x'), x70(70, 'x');
  CHECK(sms("text = \"" + x306 + "\"\n") == "");
  CHECK(sms("text = \"" + x307 + "\"\n") ==
        "messages/hello.toml:5:9: warning: this SMS may take 3 parts, and 2 are the most; shorten it, or set "
        "most_parts = 3\n");
  CHECK(sms("most_parts = 3\ntext = \"" + x307 + "\"\n") == "");
  CHECK(sms("most_parts = 1\ntext = \"" + x160 + "\"\n", "text = \"" + x70 + "ê\"\n") ==
        "messages/hello.fr.toml:2:9: warning: this SMS may take 2 parts in fr, and 1 is the most; shorten "
        "it, or set "
        "most_parts = 2; ê is not in the GSM alphabet, which leaves 70 characters a part instead of 160\n");
  // A long name counts, and a link as long as real ones.
  CHECK(sms("most_parts = 1\ntext = \"" + std::string(150, 'x') + "{{ customer.first_name }}\"\n")
            .find("2 parts") != std::string::npos);
  CHECK(sms("most_parts = 1\ntext = \"" + std::string(90, 'x') + "{{ links.unsubscribe }}\"\n")
            .find("2 parts") != std::string::npos);
}

TEST_CASE("every unknown fact is told in one run, also in branches that no sample takes") {
  ShopFiles files;
  files.message("hello",
                good +
                    "html = \"\"\"\n{{ custmer.first_name }} {{ order.totl }}\n{% if customer.orders == 99 "
                    "%}{{ shop.nam }}{% endif %}{% for p in order.products %}{{ p.nme }}{% endfor "
                    "%}\n{{ links.unsubscribe }} {{ shop.address }}{{ message.locale }}{{ order.coupon }}\n"
                    "{% if event.x %}{{ event.x.y }}{{ customer.properties.z }}{% endif %}\n\"\"\"\n");
  files.message("hello.fr", "[email]\nsubject = \"{{ a }}{{ b }}\"\n");
  CHECK(files.mistakes() ==
        "messages/hello.fr.toml:2:15: \"a\" is not known\nmessages/hello.fr.toml:2:22: \"b\" is not known\n"
        "messages/hello.toml:5:4: \"custmer.first_name\" is not known; did you mean \"customer\"?\n"
        "messages/hello.toml:5:29: \"order.totl\" is not known; did you mean \"total\"?\n"
        "messages/hello.toml:6:34: \"shop.nam\" is not known; did you mean \"name\"?\n"
        "messages/hello.toml:6:88: \"order.products[].nme\" is not known; did you mean \"name\"?\n");
}

TEST_CASE("a QR code outside of a mail's html is told where it stands") {
  ShopFiles files;
  files.message("hello",
                "[email]\nsubject = \"Hi{% if false %}{{ 'a' | qr }}{% endif %}\"\n"
                "html = \"<img src='{{ 'a' | qr }}'>{{ links.unsubscribe }} {{ shop.address }}\"\n"
                "[sms]\ntext = \"{{ shop.url | qr }}\"\nhtml = \"{{ 'b' | qr }}\"\n");
  CHECK(files.mistakes() ==
        "messages/hello.toml:2:37: \"qr\" makes a picture for the html of a mail, and this is the subject of "
        "[email]; print the text itself, or a link\n"
        "messages/hello.toml:5:23: \"qr\" makes a picture for the html of a mail, and this is the text of "
        "[sms]; "
        "print the text itself, or a link\n"
        "messages/hello.toml:6:18: \"qr\" makes a picture for the html of a mail, and this is the html of "
        "[sms]; "
        "print the text itself, or a link\n");
  // A partial is judged where it is shown.
  files.folder.write("messages/partials/code.html", "{{ 'a' | qr }}");
  files.message("hello", good + "[sms]\ntext = \"{% render 'code' %}\"\n");
  CHECK(
      files.mistakes().find("messages/partials/code.html:1:10: qr makes a picture for the html of a mail") !=
      std::string::npos);
}

TEST_CASE("a mistake of spelling hides no other mistake of the same text") {
  ShopFiles files;
  files.message("hello",
                good +
                    "html = \"\"\"\n{{ 5 | mony }}\n{% if false %}{{ order.totl | dat }}{% endif %}\n"
                    "{{ customer.properties.x }}\n{{ event.x }}\n"
                    "{{ links.unsubscribe }} {{ shop.address }}\n\"\"\"\n");
  CHECK(files.mistakes() ==
        "messages/hello.toml:5:8: unknown filter \"mony\"; did you mean \"money\"?\n"
        "messages/hello.toml:6:18: \"order.totl\" is not known; did you mean \"total\"?\n"
        "messages/hello.toml:6:31: unknown filter \"dat\"; did you mean \"date\"?\n"
        "messages/hello.toml:7:4: \"customer.properties.x\" is not known\n"
        "messages/hello.toml:8:4: \"event.x\" is not known\n");
  // What a broken tag may have named is not doubted; the rest is.
  files.message("hello",
                good +
                    "html = \"\"\"\n{% for p of order.products %}{{ p.name }}{{ order.totl }}{% endfor %}\n"
                    "{{ links.unsubscribe }} {{ shop.address }}\n\"\"\"\n");
  CHECK(files.mistakes().find("\"p.name\"") == std::string::npos);
}

TEST_CASE("a text that would compute for ever is stopped and told, and the others are judged") {
  ShopFiles files;
  files.message("hello", good +
                             "[sms]\ntext = '{% for i in (1..700) %}{% for j in (1..700) %}{% assign x = j | "
                             "date: \"%A\" %}{% endfor %}{% endfor %}'\nlink = \"{{ shop.nam }}\"\n");
  const std::string said = files.mistakes();
  CAPTURE(said);
  CHECK(said.find(": the template takes too ") != std::string::npos);
  CHECK(said.find("messages/hello.toml:6:12: \"shop.nam\" is not known") != std::string::npos);
}

TEST_CASE("one mistake hides none of another: a layout and a partial that there are not, beside a filter") {
  ShopFiles files;
  files.folder.write("messages/layouts/mail.html", "{{ content }}");
  files.message(
      "hello",
      "[email]\nsubject = \"\"\nlayout = \"mial\"\nhtml = \"{{ shop.name | upcse }}{% render 'buton' %}\"\n");
  const std::string said = files.mistakes();
  CAPTURE(said);
  CHECK(said.find("messages/hello.toml:2:12: the mail has no subject") != std::string::npos);
  CHECK(said.find("messages/hello.toml:3:11: there is no layout \"mial\"; did you mean \"mail\"?") !=
        std::string::npos);
  CHECK(said.find("unknown filter \"upcse\"") != std::string::npos);
  CHECK(said.find("there is no partial \"buton\"") != std::string::npos);
}

}  // namespace
}  // namespace lifecycled
