#include "config/load.hpp"

#include <doctest/doctest.h>

#include "base/file.hpp"
#include "config/testing.hpp"

namespace lifecycled {
namespace {

namespace fs = std::filesystem;

const char* const good_settings = "[shop]\nname = \"S\"\n[channel.email]\ntype = \"file\"\n";
const char* const good_campaign =
    "serves = \"awareness\"\ntrigger = { event = \"Consent Given\" }\nstep = [ { send = \"welcome/hello\" } "
    "]\n";

void write_good_shop(const testing::Folder& folder) {
  folder.write("lifecycled.toml", good_settings);
  folder.write("events.toml", "[\"Consent Given\"]\nhelp = \"yes\"\n");
  folder.write("campaigns/welcome.toml", good_campaign);
  folder.write("messages/welcome/hello.toml", "[email]\nsubject = \"Hi\"\n");
}

std::string mistakes(const testing::Folder& folder) {
  return testing::lines(load_configuration(folder.path() / "lifecycled.toml").problems, folder.path());
}

TEST_CASE("a whole shop") {
  const testing::Folder folder;
  write_good_shop(folder);
  folder.write("campaigns/again.toml", good_campaign);
  folder.write("campaigns/welcome.toml~", "an editor's backup");
  folder.write("campaigns/.hidden.toml", "an editor's lock");
  const auto loaded = load_configuration(folder.path() / "lifecycled.toml");
  CHECK(testing::lines(loaded.problems, folder.path()) == "");
  CHECK(loaded.configuration.settings.file == (folder.path() / "lifecycled.toml").string());
  REQUIRE(loaded.configuration.campaigns.size() == 2);
  CHECK(loaded.configuration.campaigns[0].name == "again");
  CHECK(loaded.configuration.campaigns[1].source == good_campaign);
  CHECK(loaded.configuration.messages.messages[0].name == "welcome/hello");
  CHECK(loaded.configuration.events.find("Consent Given") != nullptr);
}

TEST_CASE("what a shop starts from is right") {
  const auto loaded = load_configuration(fs::path(LIFECYCLED_SOURCE_DIR) / "config/lifecycled.toml");
  CHECK(testing::lines(loaded.problems, LIFECYCLED_SOURCE_DIR) == "");
  CHECK(loaded.configuration.campaigns.size() > 30);
  for (const MessageDefinition& message : loaded.configuration.messages.messages) {
    // For the shop's own people.
    if (message.name.ends_with("/call-back") || message.name.ends_with("-for-staff")) continue;
    CHECK_MESSAGE(message.languages.size() == 4, message.name);
    for (const auto& [language, channels] : message.languages) {
      for (const auto& [channel, fields] : message.channels) {
        CHECK_MESSAGE(channels.contains(channel), message.name, " ", language, " ", channel);
      }
    }
  }
}

TEST_CASE("the demo shop is right where it is put") {
  const testing::Folder folder;
  const fs::path source = fs::path(LIFECYCLED_SOURCE_DIR) / "config";
  fs::copy(source, folder.path() / "shop", fs::copy_options::recursive);
  for (const char* name : {"lifecycled.toml", "write.key"}) {
    fs::copy_file(source / "demo" / name, folder.path() / "shop" / name,
                  fs::copy_options::overwrite_existing);
  }
  const auto loaded = load_configuration(folder.path() / "shop/lifecycled.toml");
  CHECK(testing::lines(loaded.problems, folder.path()) == "");
  const Settings& settings = loaded.configuration.settings;
  CHECK(settings.state_folder == (folder.path() / "state").string());
  CHECK(std::get<std::string>(settings.channel("email")->options.at("folder").value) ==
        (folder.path() / "outbox/email").string());
  CHECK(settings.intake.write_keys[0].text == "file:" + (folder.path() / "shop/write.key").string());
}

TEST_CASE("mistakes of all files in one run, sorted by place") {
  const testing::Folder folder;
  write_good_shop(folder);
  folder.write("lifecycled.toml", "stat = 1\n[shop]\nname = \"S\"\n");
  folder.write("events.toml", "[\"Consent Given\"]\nhlp = \"yes\"\n");
  folder.write("campaigns/welcome.toml", "serves = \"x\n");
  folder.write("campaigns/other.toml", std::string(good_campaign) + "titel = \"x\"\n");
  folder.write("campaigns/Not So.toml", good_campaign);
  folder.write("campaigns/deep/er.toml", good_campaign);
  folder.write("messages/welcome/hello.toml", "[email]\nsubject = 3\n");
  CHECK(
      mistakes(folder) ==
      "campaigns/Not So.toml: a campaign cannot be called \"Not So\"; use small letters, digits, \"-\" and "
      "\"_\", and no folders\n"
      "campaigns/deep/er.toml: a campaign cannot be called \"deep/er\"; use small letters, digits, \"-\" and "
      "\"_\", and no folders\n"
      "campaigns/other.toml:4:1: unknown key \"titel\"; did you mean \"title\"?\n"
      "campaigns/welcome.toml:1:12: not valid TOML (string): unescaped control characters other than TAB "
      "(U+0009) are "
      "explicitly prohibited; close the quotes on the same line\n"
      "events.toml:2:1: unknown key \"hlp\" in [\"Consent Given\"]; did you mean \"help\"?\n"
      "lifecycled.toml:1:1: unknown key \"stat\"; did you mean \"state\"?\n"
      "messages/welcome/hello.toml:2:11: \"subject\" must be text, not 3\n");
}

TEST_CASE("a broken lifecycled.toml does not hide the mistakes of the others") {
  const testing::Folder folder;
  write_good_shop(folder);
  folder.write("lifecycled.toml", "[shop\n");
  folder.write("campaigns/welcome.toml", std::string(good_campaign) + "titel = \"x\"\n");
  CHECK(mistakes(folder) ==
        "campaigns/welcome.toml:4:1: unknown key \"titel\"; did you mean \"title\"?\n"
        "lifecycled.toml:1:6: not valid TOML (table header): expected ']', saw '\\n'\n");
}

TEST_CASE("files and folders that are missing") {
  const testing::Folder folder;
  CHECK(mistakes(folder) == "lifecycled.toml: the file does not exist\n");
  folder.write("lifecycled.toml", good_settings);
  CHECK(mistakes(folder) ==
        "lifecycled.toml: events.toml does not exist\n"
        "lifecycled.toml: the folder campaigns does not exist; create it, or say where it is: campaigns = "
        "\"PATH\"\n"
        "lifecycled.toml: the folder messages does not exist; create it, or say where it is: messages = "
        "\"PATH\"\n");
  folder.write("file", "");
  folder.write("lifecycled.toml",
               "campaigns = \"file\"\nmessages = \"/no/such\"\nevents = \"ev\"\nplugins = \"pl\"\n" +
                   std::string(good_settings));
  CHECK(mistakes(folder) ==
        "lifecycled.toml:1:13: the folder file is not one; create it, or say where it is: campaigns = "
        "\"PATH\"\n"
        "lifecycled.toml:2:12: the folder /no/such does not exist; create it, or say where it is: messages = "
        "\"PATH\"\n"
        "lifecycled.toml:3:10: ev does not exist\n"
        "lifecycled.toml:4:11: the folder pl does not exist; create it, or say where it is: plugins = "
        "\"PATH\"\n");
}

TEST_CASE("events that no file describes") {
  const testing::Folder folder;
  write_good_shop(folder);
  folder.write("campaigns/welcome.toml",
               "serves = \"awareness\"\ngoal = \"Ordr\"\ntrigger = { event = \"Consent Givn\" }\n"
               "exit = { event = [\"Consent Given\", \"No\"] }\n"
               "step = [ { wait_for = \"Later\", at_most = \"1d\", send = \"a/b\" } ]\n");
  CHECK(mistakes(folder) ==
        "campaigns/welcome.toml:2:8: unknown event \"Ordr\"; describe it in events.toml\n"
        "campaigns/welcome.toml:3:21: unknown event \"Consent Givn\"; did you mean \"Consent Given\"?\n"
        "campaigns/welcome.toml:4:36: unknown event \"No\"; describe it in events.toml\n"
        "campaigns/welcome.toml:5:23: unknown event \"Later\"; describe it in events.toml\n");
}

// Every file cut at every byte, and with every byte replaced in turn: said somehow, never a crash.
TEST_CASE("damaged files are answered by problems") {
  const testing::Folder folder;
  const fs::path source = fs::path(LIFECYCLED_SOURCE_DIR) / "config";
  for (const char* name : {"campaigns/feedback-request.toml", "campaigns/reactivation.toml"}) {
    const std::string whole = read_file(source / name);
    constexpr std::string_view odd = "\"'[]{}=,.\n0\xFF";
    for (std::size_t at = 0; at < whole.size(); ++at) {
      Problems problems;
      parse_campaign("a", whole.substr(0, at), "a.toml", problems);
      std::string changed = whole;
      changed[at] = odd[at % odd.size()];
      parse_campaign("a", changed, "a.toml", problems);
      for (const Problem& problem : problems.sorted()) {
        REQUIRE(problem.place.file == "a.toml");
        REQUIRE_FALSE(problem.text.empty());
      }
    }
  }
}

TEST_CASE("mistakes of events.toml") {
  const testing::Folder folder;
  write_good_shop(folder);
  folder.write(
      "events.toml",
      "help = \"x\"\n[\"Consent Given\"]\nproperties = { a = \"txt\", b = 1, c = \"money\" }\n[Empty]\n");
  CHECK(mistakes(folder) ==
        "events.toml:1:1: \"help\" stands outside an event's table; begin with the event's name: [\"Order "
        "Completed\"]\n"
        "events.toml:3:20: \"a\" must be \"text\", \"number\", \"money\", \"boolean\", \"time\" or \"list\", "
        "not "
        "\"txt\"; did you mean \"text\"?\n"
        "events.toml:3:31: \"b\" must be \"text\", \"number\", \"money\", \"boolean\", \"time\" or \"list\", "
        "not "
        "1\n");
}

}  // namespace
}  // namespace lifecycled
