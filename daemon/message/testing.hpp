// For the tests of this room: a small shop's files in a folder of their own, and what is said of them as the
// lines that people see. Each test's own thread.
#pragma once

#include <string>
#include <string_view>

#include "config/load.hpp"
#include "config/testing.hpp"
#include "message/message_check.hpp"

namespace lifecycled::testing {

struct ShopFiles {
  Folder folder;

  explicit ShopFiles(std::string_view postal_address = "Shop & Co, 1 Street",
                     std::string_view language = "en") {
    folder.write("lifecycled.toml",
                 "state = \"state\"\n[shop]\nname = \"Shop\"\naddress = \"" + std::string(postal_address) +
                     "\"\nurl = \"https://shop.example\"\nlanguage = \"" + std::string(language) +
                     "\"\ncurrency = \"EUR\"\n"
                     "[channel.email]\ntype = \"file\"\nfolder = \"./out\"\nreaches = \"email\"\n"
                     "[channel.sms]\ntype = \"file\"\nfolder = \"./out\"\nreaches = \"phone\"\n");
    folder.write("events.toml", "[\"Signed Up\"]\nhelp = \"x\"\nproperties = { plan = \"text\" }\n");
    folder.write("campaigns/it.toml", campaign(R"({ send = "hello" })"));
  }
  static std::string campaign(const std::string& steps, const std::string& more = "") {
    return "title = \"It\"\nserves = \"awareness\"\ntrigger = { event = \"Signed Up\" }\n" + more +
           "step = [\n" + steps + "\n]\n";
  }
  void message(const std::string& name, std::string_view text) const {
    folder.write("messages/" + name + ".toml", text);
  }
  LoadedConfiguration load() const { return load_configuration(folder.path() / "lifecycled.toml"); }
  // Everything that `check` would say of them.
  std::string mistakes() const {
    LoadedConfiguration loaded = load();
    const MessageLibrary library(loaded.configuration.messages, loaded.problems);
    check_messages(loaded.configuration, library, loaded.problems);
    return lines(loaded.problems, folder.path());
  }
};

}  // namespace lifecycled::testing
