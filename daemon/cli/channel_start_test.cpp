#include "cli/channel_start.hpp"

#include <filesystem>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/file.hpp"

using namespace lifecycled;

TEST_CASE("the mark of a channel's secrets changes with what is in them, and with nothing else") {
  const std::filesystem::path token =
      std::filesystem::temp_directory_path() / ("lifecycled-token-" + std::to_string(::getpid()));
  const auto write = [&](const char* text) { write_file(token, text, 0600); };
  ReadyChannel channel;
  channel.options = {{"password", "file:" + token.string()}, {"host", std::string("one")}};
  channel.secret_keys = {"password", "unset"};
  write("a\n");
  const auto first = mark_of_secrets(channel);
  REQUIRE(first);
  CHECK(mark_of_secrets(channel) == first);
  channel.options["host"] = std::string("two");
  CHECK(mark_of_secrets(channel) == first);
  write("b\n");
  CHECK(mark_of_secrets(channel));
  CHECK(mark_of_secrets(channel) != first);
  write("");
  CHECK(!mark_of_secrets(channel));
  write("a\n");
  CHECK(mark_of_secrets(channel) == first);
  std::filesystem::remove(token);
}
