// A channel with a listener that writes everything down, and an io_context that runs until something has
// happened.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>
#include <unistd.h>

#include "base/clock.hpp"
#include "channel/channel.hpp"
#include "channel/remote_channel.hpp"

namespace lifecycled::tests {

struct TemporaryFolder {
  std::filesystem::path path;
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "lifecycled.XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
};

class Recorder final : public ChannelEvents {
 public:
  void completed(std::vector<Completion> completions) override {
    for (auto& c : completions) {
      ++answers[c.ticket];
      results[c.ticket] = std::move(c.result);
    }
  }
  void lost(std::vector<Lost> tickets) override {
    for (const auto& l : tickets) {
      ++answers[l.ticket];
      losses[l.ticket] = l.started;
    }
  }
  void state_changed(ChannelState state, const std::string& reason) override {
    states.push_back(state);
    reasons.push_back(reason);
  }
  void logged(int, const std::string& text) override { lines.push_back(text); }

  void reported(std::vector<Receipt> receipts, std::function<void(bool)> done) override {
    for (auto& receipt : receipts) reports.push_back(std::move(receipt));
    done(stores);
  }

  bool has_line(const std::string& part) const {
    for (const auto& line : lines) {
      if (line.find(part) != line.npos) return true;
    }
    return false;
  }

  std::map<std::uint64_t, int> answers;  // how often each ticket came back
  std::map<std::uint64_t, AttemptResult> results;
  std::map<std::uint64_t, bool> losses;  // ticket -> had started
  std::vector<ChannelState> states;
  std::vector<std::string> reasons, lines;
  std::vector<Receipt> reports;
  bool stores = true;  // what reports are answered with
};

inline std::filesystem::path binary(const std::string& name) {
  return std::filesystem::path(LIFECYCLED_BINARY_DIR) / name;
}

inline std::filesystem::path plugin_file(const std::string& name) {
  for (const std::string folder : {"plugins", "example_plugins"}) {
    const auto file = binary("lib/" + folder + "/" + name + ".so");
    if (std::filesystem::exists(file)) return file;
  }
  return binary("lib/test_plugins/" + name + ".so");
}

// The first child process of this test.
inline pid_t only_child() {
  std::ifstream children("/proc/self/task/" + std::to_string(::getpid()) + "/children");
  pid_t child = 0;
  children >> child;
  REQUIRE(child > 0);
  return child;
}

struct Fixture {
  TemporaryFolder folder;
  boost::asio::io_context io;
  SystemClock clock;
  Recorder seen;
  std::unique_ptr<Channel> channel;

  // A sanitizer in the child speaks on its standard error.
  ~Fixture() {
    for (const auto& line : seen.lines) {
      if (seen.has_line("Sanitizer")) MESSAGE(line);
    }
    CHECK(!seen.has_line("Sanitizer"));
  }

  RemoteChannelSettings settings(const std::string& plugin, OptionValues options) const {
    RemoteChannelSettings s;
    s.name = "test";
    s.host_program = binary("bin/lifecycled-plugin-host");
    s.plugin = plugin_file(plugin);
    s.options = std::move(options);
    s.ledger = folder.path / "channel-test.lock";
    s.first_pause = std::chrono::milliseconds(20);
    return s;
  }
  void open(RemoteChannelSettings s) {
    channel = make_remote_channel(io, clock, std::move(s), seen);
    channel->start();
  }
  bool run_until(const std::function<bool()>& happened,
                 std::chrono::seconds limit = std::chrono::seconds(30)) {
    const auto give_up_at = std::chrono::steady_clock::now() + limit;
    io.restart();
    while (!happened() && std::chrono::steady_clock::now() < give_up_at) {
      io.restart();
      io.run_one_for(std::chrono::milliseconds(50));
    }
    return happened();
  }
  bool run_until_ready() {
    return run_until([&] { return channel->state() == ChannelState::Ready; });
  }
  void submit(std::uint64_t ticket, const std::string& recipient) {
    OutboundMessage m;
    m.ticket = ticket;
    m.idempotency_key = "key-" + std::to_string(ticket);
    m.recipient = recipient;
    m.subject = "Hello";
    m.text = "Hello, how are you?\n";
    std::vector<OutboundMessage> one;
    one.push_back(std::move(m));
    channel->submit(std::move(one));
  }
  bool run_until_answered(std::size_t count) {
    return run_until([&] { return seen.answers.size() >= count; });
  }
  void stop() {
    channel->stop();
    CHECK(run_until([&] { return channel->state() == ChannelState::Stopped; }));
  }
};

}  // namespace lifecycled::tests
