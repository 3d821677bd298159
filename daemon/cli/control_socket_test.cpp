#include "cli/control_socket.hpp"

#include <filesystem>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/json_fields.hpp"
#include "cli/data_command.hpp"

using namespace lifecycled;

namespace {

boost::asio::awaitable<boost::json::object> echo(std::string command, boost::json::object arguments) {
  if (command == "fail") throw CommandError("no such thing");
  co_return boost::json::object{{"command", command}, {"arguments", std::move(arguments)}};
}

}  // namespace

TEST_CASE("a command goes to the daemon and its answer, or its words of refusal, come back") {
  const auto path =
      std::filesystem::temp_directory_path() / ("lifecycled-control-" + std::to_string(::getpid()) + ".sock");
  CHECK_FALSE(ControlClient::connect(path).has_value());

  boost::asio::io_context io;
  auto server = std::make_unique<ControlServer>(io.get_executor(), path, echo, Log());
  std::jthread turning([&] { io.run(); });

  struct stat status{};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0660);

  auto client = ControlClient::connect(path);
  REQUIRE(client.has_value());
  const auto answer = client->ask("status", boost::json::object{{"at", "now"}});
  CHECK(text_at(answer, "command") == "status");
  CHECK(text_at(answer, "arguments.at") == "now");
  CHECK_THROWS_WITH_AS(client->ask("fail", {}), "no such thing", CommandError);
  // Larger than any buffer on the way.
  const std::string long_text(300'000, 'x');
  CHECK(text_at(client->ask("echo", boost::json::object{{"text", long_text}}), "arguments.text") ==
        long_text);

  io.stop();
  turning.join();
  CHECK_THROWS_AS(
      [&] {
        server.reset();
        auto late = ControlClient::connect(path);
        if (!late) throw CommandError("gone");
      }(),
      CommandError);
}
