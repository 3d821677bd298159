// A dispatcher under test with a real store and a fake channel. The io thread is the test's own, and time
// stands still until the test moves it. For tests alone.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/spawn.hpp"
#include "channel/ledger.hpp"
#include "delivery/dispatcher.hpp"
#include "delivery/fake_channel.hpp"
#include "delivery/testing.hpp"
#include "store/meta.hpp"
#include "store/store_harness.hpp"

namespace lifecycled::testing {

// Jitter that can be made to fail on the writer thread, so that an outcome cannot be written down.
class FaultyRandom final : public Random {
 public:
  void fill(std::span<unsigned char> out) override {
    if (fails) throw std::runtime_error("the disk is full");
    seeded_.fill(out);
  }
  std::atomic<bool> fails{false};

 private:
  SeededRandom seeded_{1};
};

inline AttemptResult answered(Outcome outcome, std::string detail = "") {
  AttemptResult result;
  result.outcome = outcome;
  result.detail = std::move(detail);
  return result;
}

struct PostOffice {
  explicit PostOffice(FakeChannel::Script script = {}) : script_(std::move(script)) {
    Configuration configuration;
    configuration.settings.shop = {"Shop", "1 Street", "https://shop.example", "UTC", "en", "EUR", "", "",
                                   {},     {}};
    ChannelSettings email;
    email.name = "email";
    email.reaches = "email";
    email.sender = "Shop <hello@shop.example>";
    configuration.settings.channels.push_back(email);
    const auto add_message = [&](const std::string& name, const std::string& text) {
      MessageDefinition message;
      message.name = name;
      message.channels["email"]["subject"] = {"Hello {{ customer.first_name }}", {name + ".toml", 2, 12}};
      message.channels["email"]["text"] = {text, {name + ".toml", 3, 9}};
      configuration.messages.messages.push_back(std::move(message));
    };
    add_message("welcome", "Welcome! {{ links.unsubscribe }}");
    add_message("broken", "{{ 1 | divided_by: 0 }}");
    Problems problems;
    const auto signer = std::make_shared<TokenSigner>(std::vector<std::string>{"key"});
    stock_ = std::make_shared<DeliveryStock>(
        configuration, LinkMaker("https://news.example", signer),
        LinkTracking("https://news.example", "https://shop.example", signer), clock, problems);
    if (problems.has_errors()) throw std::invalid_argument(to_string(problems.sorted()[0]));
    outbox_settings_.channels = configuration.settings.channels;
  }
  ~PostOffice() {
    if (dispatcher) shut();
  }

  template <class Work>
  auto write(Work work) {
    auto result = running.result_of(running.store->write(std::move(work)));
    running.io.restart();
    return result;
  }
  // A daemon starts.
  void open() {
    outbox_ = std::make_shared<Outbox>(outbox_settings_, random);
    Log log([this](LogLevel, std::string_view line) { log_lines.emplace_back(line); }, LogLevel::Debug);
    auto make_channel = [this](ChannelEvents& events) {
      auto made = std::make_unique<FakeChannel>(running.io.get_executor(), events, script_);
      made->can = can;
      made->dies_of = dies_of;
      channel = made.get();
      return made;
    };
    DispatcherSettings settings;
    settings.channel = "email";
    settings.ledger = running.folder.path() / "channel-email.lock";
    settings.per_second = per_second;
    dispatcher = std::make_unique<Dispatcher>(running.io.get_executor(), *running.store, clock, outbox_,
                                              settings, stock_, make_channel, log);
    const auto is_dead = [this] { ++tasks_failed; };
    spawn(running.io.get_executor(), log, "delivery", dispatcher->run(), is_dead);
    spawn(running.io.get_executor(), log, "outcomes", dispatcher->record_outcomes(), is_dead);
  }
  // The daemon stops in order.
  void shut() {
    dispatcher->stop();
    run_until([this] {
      if (channel) channel->complete_all(answered(Outcome::Accepted));
      return dispatcher->has_stopped();
    });
    channel = nullptr;
    dispatcher.reset();
  }

  // Lets the daemon run until it is so; a promise that never comes true ends the test instead of the day.
  template <class Predicate>
  void run_until(Predicate is_so) {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    running.io.restart();
    while (!is_so()) {
      running.io.run_one_for(std::chrono::milliseconds{100});
      if (std::chrono::steady_clock::now() > patience) throw std::runtime_error("it never came true");
    }
  }
  void run_until_state(DeliveryId id, const std::string& state) {
    run_until([&] { return state_of(id) == state; });
  }
  // Until the daemon has done all it can at this moment: what it was told is on disk, and nothing is in hand.
  void run_until_idle() {
    // Work is done in turn, so each round sees what was waiting for a thread of the store come back from it.
    for (int rounds = 0; rounds < 15; ++rounds) {
      running.result_of(running.store->read([](Database&) {}));
      write([](Database&) {});
      while (running.io.poll() > 0) {
      }
    }
  }
  void advance(std::string_view duration) {
    clock.advance(span(duration));
    dispatcher->notify();
  }

  CustomerId add_reader(const std::string& mail) {
    return write(
        [this, mail](Database& database) { return testing::add_reader(database, mail, clock.now()); });
  }
  DeliveryId queue(CustomerId customer, MessageKind kind = MessageKind::Marketing,
                   const std::string& name = "welcome") {
    const DeliveryId id = write([this, customer, kind, name](Database& database) {
      return queue_mail(database, customer, kind, clock.now(), name);
    });
    if (dispatcher) dispatcher->notify();
    return id;
  }
  DeliveryRow row(DeliveryId id) {
    return write([id](Database& database) { return Deliveries(database).find(id).value(); });
  }
  std::string state_of(DeliveryId id) { return std::string(to_text(row(id).state)); }
  std::size_t submitted() const { return channel ? channel->submitted.size() : 0; }
  bool has_logged(std::string_view event) const {
    for (const std::string& line : log_lines) {
      if (line.find(event) != std::string::npos) return true;
    }
    return false;
  }

  VirtualClock clock{at("2026-03-05T13:00:00Z")};
  FaultyRandom random;
  RunningStore running;
  OutboxSettings outbox_settings_{{}, {}, {{}, TimeZone::named("Europe/Amsterdam")}};
  Capabilities can;
  std::function<bool(const OutboundMessage&)> dies_of;
  double per_second = 0;
  FakeChannel* channel = nullptr;  // the dispatcher's, once it runs
  std::unique_ptr<Dispatcher> dispatcher;
  std::vector<std::string> log_lines;
  int tasks_failed = 0;

 private:
  FakeChannel::Script script_;
  std::shared_ptr<const DeliveryStock> stock_;
  std::shared_ptr<Outbox> outbox_;
};

}  // namespace lifecycled::testing
