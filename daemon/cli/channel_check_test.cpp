// With a program that answers in the host's place; the real one is asked in
// tests/system/plugins_command_test.py.
#include "cli/channel_check.hpp"

#include <doctest/doctest.h>

#include "base/file.hpp"
#include "config/testing.hpp"

namespace lifecycled {
namespace {

// The host says of every library what stands in the library's own file.
struct Scene {
  testing::Folder folder;
  ProgramPlaces places{folder.path() / "host", folder.path() / "plugins"};
  Settings settings;

  Scene() {
    write_file(folder.path() / "host", "#!/bin/sh\n[ \"$1\" = --describe ] && exec cat \"$2\"\nexit 3\n",
               0755);
    settings.file = (folder.path() / "lifecycled.toml").string();
  }
  void library(const std::string& name, const std::string& options) const {
    folder.write("plugins/" + name,
                 R"({"id":"acme.x","name":"X","version":"1","vendor":"","types":[{"id":"acme.x","help":"X.",)"
                 R"("address_kind":"phone","options":[)" +
                     options + R"(],"message_fields":[]}]})");
  }
  void channel(const std::string& type) {
    ChannelSettings channel;
    channel.name = "x";
    channel.type = type;
    channel.place = {"lifecycled.toml", 1, 1};
    channel.type_place = {"lifecycled.toml", 2, 8};
    settings.channels = {channel};
  }
  std::string said() const {
    Problems problems;
    check_channels(settings, places, catalogue_of(settings, places), problems);
    return testing::lines(problems, folder.path());
  }
};

TEST_CASE("a plugin cannot take over a key that every channel has, apart from the sender") {
  Scene scene;
  scene.library("x.so", R"({"key":"proxy","type":1,"required":false})");
  scene.channel("acme.x");
  CHECK(scene.said() ==
        "lifecycled.toml:2:8: plugins/x.so declares the option \"proxy\", which every channel has already; "
        "its author has "
        "to call it otherwise\n");
  scene.library("x.so", R"({"key":"sender","type":1,"required":false})");
  // A plugin that fails when it is asked is a warning: the daemon starts, and this channel is down.
  CHECK(scene.said().starts_with(
      "lifecycled.toml:1:1: warning: [channel.x] the plugin's process exited with status 3"));
}

TEST_CASE("a type that nobody offers is told where it stands, with what there is") {
  Scene scene;
  scene.channel("acme.y");
  CHECK(scene.said() ==
        "lifecycled.toml:2:8: no plugin offers the channel type \"acme.y\"; there is no plugin in plugins\n");
  scene.library("x.so", "");
  CHECK(scene.said().find("did you mean \"acme.x\"?") != std::string::npos);
  scene.channel("carrier-pigeon");
  CHECK(scene.said().find("offer: acme.x") != std::string::npos);
}

TEST_CASE("a plugin whose names do not fit, or that hides a secret in a message, is a fault") {
  Scene scene;
  scene.channel("acme.x");
  for (const char* options :
       {R"({"key":"a b","type":1,"required":false})", R"({"key":"","type":1,"required":false})",
        R"({"key":"a","type":1,"required":false},{"key":"a","type":1,"required":false})"}) {
    CAPTURE(options);
    scene.library("x.so", options);
    CHECK(scene.said().find("describes itself in a way that cannot be read") != std::string::npos);
  }
}

}  // namespace
}  // namespace lifecycled
