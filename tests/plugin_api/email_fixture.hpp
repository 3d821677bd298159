// The e-mail plugin in its child process, and a mail server that answers as it is told (smtp_server.py).
#pragma once

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <signal.h>
#include <sys/wait.h>

#include "channel/ledger.hpp"
#include "channel/plugin_info.hpp"
#include "channel_fixture.hpp"

namespace lifecycled::tests {

// smtp_server.py for as long as this lives.
class Server {
 public:
  Server(const std::filesystem::path& folder, const std::string& arguments = "",
         const std::string& name = "smtp")
      : log_(folder / (name + ".log")) {
    const std::string pid_file = (folder / (name + ".pid")).string();
    const std::string command = "echo $$ > " + pid_file +
                                "; exec python3 " LIFECYCLED_SOURCE_DIR "/tests/plugin_api/smtp_server.py " +
                                log_.string() + " " + arguments;
    pipe_ = ::popen(command.c_str(), "r");
    REQUIRE(::fscanf(pipe_, "%d", &port_) == 1);
    std::ifstream(pid_file) >> pid_;
  }
  ~Server() {
    ::kill(pid_, SIGTERM);
    ::pclose(pipe_);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const { return port_; }
  std::vector<std::string> events(const std::string& name) const {
    std::vector<std::string> found;
    std::ifstream log(log_);
    for (std::string line; std::getline(log, line);) {
      if (line.find("\"event\": \"" + name + "\"") != line.npos) found.push_back(line);
    }
    return found;
  }

 private:
  std::filesystem::path log_;
  FILE* pipe_ = nullptr;
  int port_ = 0, pid_ = 0;
};

struct EmailFixture : Fixture {
  // Given options, completed as the daemon does it.
  void open_email(int port, OptionValues given = {}) {
    auto s = settings("email", {});
    const auto info = describe_plugin(s.host_program, s.plugin);
    REQUIRE(std::holds_alternative<PluginInfo>(info));
    const auto& declared = std::get<PluginInfo>(info).types.at(0).options;
    given.emplace("host", std::string("localhost"));
    given.emplace("port", std::int64_t{port});
    given.emplace("tls", std::string("off"));
    given.emplace("sender", std::string("Shop <shop@example.org>"));
    given.emplace("helo_name", std::string("shop.example.org"));
    given.emplace("connections", std::int64_t{4});
    auto checked = check_options(declared, given);
    for (const auto& error : checked.errors) MESSAGE(error.text);
    REQUIRE(checked.errors.empty());
    REQUIRE(resolve_secrets(declared, checked.values).empty());
    s.options = checked.values;
    open(s);
    REQUIRE(run_until_ready());
  }

  AttemptResult send(const std::string& recipient, const std::string& text = "Hello\n") {
    OutboundMessage m;
    m.ticket = ++last_ticket;
    m.idempotency_key = "key-" + std::to_string(m.ticket);
    m.recipient = recipient;
    m.subject = "Hello";
    m.text = text;
    channel->submit({m});
    REQUIRE(run_until([&] { return seen.answers.contains(last_ticket); }));
    CHECK(seen.answers.at(last_ticket) == 1);
    CAPTURE(recipient);
    REQUIRE(seen.results.contains(last_ticket));
    return seen.results.at(last_ticket);
  }

  bool has_started(std::uint64_t ticket) {
    const auto started = ChannelLedger(folder.path / "channel-test.lock").started();
    REQUIRE(started);
    return started->contains(ticket);
  }

  std::string certificate() {
    const std::string cert = (folder.path / "cert.pem").string(), key = (folder.path / "key.pem").string();
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
        "/CN=localhost -addext "
        "subjectAltName=DNS:localhost -keyout " +
        key + " -out " + cert + " 2>/dev/null";
    REQUIRE(std::system(command.c_str()) == 0);
    return "--cert " + cert + " --key " + key;
  }

  std::uint64_t last_ticket = 0;
};

}  // namespace lifecycled::tests
