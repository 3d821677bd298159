// What a plugin says of itself, asked as the daemon asks.
#include "channel/plugin_info.hpp"

#include <fstream>

#include "channel_fixture.hpp"

using namespace lifecycled;
using namespace lifecycled::tests;

namespace {

std::variant<PluginInfo, PluginFault> ask(const std::filesystem::path& plugin) {
  return describe_plugin(binary("bin/lifecycled-plugin-host"), plugin, std::chrono::seconds(5));
}

std::string fault(const std::filesystem::path& plugin) {
  const auto answer = ask(plugin);
  REQUIRE(std::holds_alternative<PluginFault>(answer));
  return std::get<PluginFault>(answer).text;
}

}  // namespace

TEST_CASE("a plugin describes its types and options") {
  const auto answer = ask(binary("lib/plugins/email.so"));
  REQUIRE(std::holds_alternative<PluginInfo>(answer));
  const auto& info = std::get<PluginInfo>(answer);
  CHECK(info.id == "lifecycled.email");
  REQUIRE(info.types.size() == 1);
  const auto& type = info.types[0];
  CHECK(type.id == "email");
  CHECK(type.address_kind == "email");
  CHECK(!type.help.empty());
  for (const auto& option : type.options) {
    CAPTURE(option.key);
    CHECK(option.help.ends_with("."));
    if (option.key == "host") CHECK(option.required);
    if (option.key == "password") CHECK(option.type == OptionType::Secret);
    if (option.key == "tls") CHECK(option.choices == std::vector<std::string>{"starttls", "tls", "off"});
    if (option.key == "port") CHECK(option.maximum == 65535);
  }
}

TEST_CASE("what cannot be asked is a fault with a reason, never more") {
  const TemporaryFolder folder;
  CHECK(fault("/nonexistent.so").find("/nonexistent.so: cannot be loaded") == 0);
  std::ofstream(folder.path / "text.so") << "hello";
  CHECK(fault(folder.path / "text.so").find("cannot be loaded") != std::string::npos);
  CHECK(fault(binary("lib/test_plugins/crash_at_load.so")).find("the process was killed by signal 11") !=
        std::string::npos);
  CHECK(fault(binary("lib/test_plugins/hang_at_load.so")).find("did not describe itself in time") !=
        std::string::npos);
  CHECK(fault(binary("lib/test_plugins/other_abi.so")).find("was built for channel ABI 99") !=
        std::string::npos);
  const auto no_host = describe_plugin("/nonexistent", binary("lib/plugins/file.so"));
  REQUIRE(std::holds_alternative<PluginFault>(no_host));
}

TEST_CASE("a description that makes no sense is refused") {
  for (const char* text :
       {"", "{", "[]", "{}", R"({"id":1})", R"({"id":"a","types":{}})",
        R"({"id":"a","types":[{"id":"b","options":[{"key":"k","type":99,"required":true}]}]})"}) {
    CAPTURE(text);
    CHECK(std::holds_alternative<PluginFault>(plugin_info_from_json("x.so", text)));
  }
}
