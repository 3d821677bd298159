#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "channel/plugin_info.hpp"

using namespace lifecycled;

namespace {

const std::vector<OptionInfo> declared = {
    {"host", OptionType::Text, true, "", "The relay.", {}, 0, 0},
    {"port", OptionType::Integer, false, "587", "Its port.", {}, 1, 65535},
    {"tls", OptionType::Text, false, "starttls", "", {"starttls", "tls", "off"}, 0, 0},
    {"password", OptionType::Secret, false, "", "", {}, 0, 0},
    {"timeout", OptionType::Seconds, false, "30s", "", {}, 1, 600},
    {"fast", OptionType::Boolean, false, "true", "", {}, 0, 0},
    {"hosts", OptionType::TextList, false, "a, b", "", {}, 0, 0},
    {"days", OptionType::TextList, false, "", "", {"mon", "tue", "wed"}, 0, 0},
    {"weight", OptionType::Integer, false, "1", "", {}, 1, 0},
    {"base_url", OptionType::Url, false, "https://x.example", "", {}, 0, 0},
};

std::string only_error(const OptionValues& given) {
  const auto checked = check_options(declared, given);
  REQUIRE(checked.errors.size() == 1);
  return checked.errors[0].text;
}

OptionValues with(const std::string& key, OptionValue value) {
  OptionValues values{{"host", std::string("relay")}};
  values.insert_or_assign(key, std::move(value));
  return values;
}

}  // namespace

TEST_CASE("options are completed by their defaults, in the form that a plugin reads") {
  const auto checked =
      check_options(declared, {{"host", std::string("relay")}, {"timeout", std::string("2m")}});
  CHECK(checked.errors.empty());
  CHECK(checked.values.at("port") == OptionValue(std::int64_t{587}));
  CHECK(checked.values.at("timeout") == OptionValue(std::int64_t{120}));
  CHECK(checked.values.at("fast") == OptionValue(true));
  CHECK(checked.values.at("hosts") == OptionValue(std::vector<std::string>{"a", "b"}));
  CHECK(checked.values.at("tls") == OptionValue(std::string("starttls")));
}

TEST_CASE("each mistake names its option and says what would be right") {
  CHECK(only_error({}) == "\"host\" is missing: The relay.");
  CHECK(only_error(with("prot", std::int64_t{25})) == "unknown key \"prot\"; did you mean \"port\"?");
  CHECK(only_error(with("port", std::string("25"))) == "\"port\" must be a whole number, not \"25\"");
  CHECK(only_error(with("port", 587.0)) == "\"port\" must be a whole number, not 587.0");
  CHECK(only_error(with("port", std::int64_t{0})) == "\"port\" must be from 1 to 65535, not 0");
  CHECK(only_error(with("tls", std::string("startls"))) ==
        "\"tls\" must be one of starttls, tls, off, not \"startls\"; did you mean \"starttls\"?");
  CHECK(only_error(with("timeout", std::string("1500ms"))) ==
        "\"timeout\" must be a duration in whole seconds such as \"30s\", not \"1500ms\"");
  CHECK(only_error(with("timeout", std::string("1h"))) ==
        "\"timeout\" must be from 1 to 600 seconds, not 3600");
  CHECK(only_error(with("fast", std::int64_t{1})) == "\"fast\" must be true or false, not 1");
  CHECK(only_error(with("base_url", std::string("example.org"))) ==
        "\"base_url\" must be a URL such as \"https://api.example.org\", not \"example.org\"");
  CHECK(only_error(with("base_url", std::string("https://me:hunter2@example.org"))) ==
        "\"base_url\" must not hold a user or a password; the plugin has options for them");
  CHECK(only_error(with("base_url", std::string("https://me:hunter 2@example.org"))) ==
        "\"base_url\" must be a URL such as \"https://api.example.org\"");
  CHECK(only_error(with("host", std::string(" "))) == "\"host\" must not be empty: The relay.");
  CHECK(only_error(with("weight", std::int64_t{-1})) == "\"weight\" must be 1 or more, not -1");
  CHECK(only_error(with("days", std::vector<std::string>{"mon", "tuu"})) ==
        "\"days\" must be one of mon, tue, wed, not \"tuu\"; did you mean \"tue\"?");
  CHECK(*check_options(declared, with("days", std::vector<std::string>{"mon", "tuu"})).errors[0].item == 1);
  CHECK(only_error(with("hosts", std::int64_t{1})) ==
        "\"hosts\" must be a list of texts such as [\"a\", \"b\"], not 1");
  CHECK(only_error(with("password", std::string("hunter2"))) ==
        "\"password\" is a secret and must not stand here; name where it is kept: \"credential:NAME\", "
        "\"file:PATH\" or \"env:NAME\"");
}

TEST_CASE("a slip of the pen in a key of every channel finds that key") {
  const std::string_view beside[] = {"per_second", "proxy"};
  const auto checked = check_options(declared, with("per_secnd", std::int64_t{25}), beside);
  REQUIRE(checked.errors.size() == 1);
  CHECK(checked.errors[0].text == "unknown key \"per_secnd\"; did you mean \"per_second\"?");
  CHECK(check_options(declared, with("elephant", true), beside).errors[0].text ==
        "unknown key \"elephant\"; this type of channel knows host, port, tls, password, timeout, fast, "
        "hosts, days, "
        "weight, base_url");
}

TEST_CASE("secrets are fetched from where they are kept") {
  const auto folder = std::filesystem::temp_directory_path() / ("secrets." + std::to_string(::rand()));
  std::filesystem::create_directory(folder);
  std::ofstream(folder / "smtp") << "from a file\n";
  ::setenv("CREDENTIALS_DIRECTORY", folder.c_str(), 1);
  ::setenv("LIFECYCLED_TEST_SECRET", "from the environment", 1);

  const auto fetched = [](const std::string& reference) -> std::string {
    auto checked = check_options(declared, with("password", reference));
    CHECK(checked.errors.empty());
    const auto errors = resolve_secrets(declared, checked.values);
    return errors.empty() ? std::get<std::string>(checked.values.at("password")) : errors[0].text;
  };
  CHECK(fetched("env:LIFECYCLED_TEST_SECRET") == "from the environment");
  CHECK(fetched("file:" + (folder / "smtp").string()) == "from a file");
  CHECK(fetched("credential:smtp") == "from a file");
  CHECK(fetched("env:LIFECYCLED_NOT_THERE") ==
        "\"password\": env:LIFECYCLED_NOT_THERE: this environment variable is not set");
  CHECK(fetched("file:/nonexistent").starts_with("\"password\": file:/nonexistent: "));
  ::unsetenv("CREDENTIALS_DIRECTORY");
  std::filesystem::remove_all(folder);
}
