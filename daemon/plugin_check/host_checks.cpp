// What holds whatever the host is: older, newer, without services, on other threads, in a hurry.
#include <algorithm>
#include <chrono>
#include <cstring>
#include <limits>
#include <thread>

#include "base/sanitized.hpp"
#include "channel/plugin_instance.hpp"
#include "plugin_check/check.hpp"
#include "plugin_check/raw_channel.hpp"
#include "plugin_check/trial.hpp"

namespace lifecycled::plugin_check {
namespace {

using Services = RawChannel::Services;
using std::chrono::steady_clock;

Finding unknown_extension_is_null(Subject& subject) {
  RawChannel channel(subject, subject.option_values(), Services::All);
  const std::string longest(10'000, 'x');
  for (const char* id :
       {"", "lifecycled", "lifecycled.no-such-thing/1", "lifecycled.webhook/999", longest.c_str()})
    if (channel.extension(id) != nullptr)
      fail("extension(\"" + std::string(id).substr(0, 40) + "\") is not null");
  return {};
}

Finding fills_only_what_the_host_knows(Subject& subject) {
  RawChannel channel(subject, subject.option_values(), Services::All);
  for (const std::size_t known :
       {offsetof(lc_capabilities, html), sizeof(lc_capabilities), sizeof(lc_capabilities) + 64}) {
    alignas(lc_capabilities) unsigned char memory[sizeof(lc_capabilities) + 128];
    std::memset(memory, 0, sizeof memory);
    std::memset(memory + known, 0xA5, sizeof memory - known);
    auto& asked = *new (memory) lc_capabilities;
    asked.struct_size = known;
    std::memset(memory + known, 0xA5, sizeof memory - known);
    channel.capabilities(asked);
    if (asked.struct_size > known) fail("capabilities() says that a struct of the host is larger than it is");
    if (std::ranges::any_of(memory + known, memory + sizeof memory,
                            [](unsigned char c) { return c != 0xA5; }))
      fail("capabilities() writes beyond a struct of " + std::to_string(known) +
           " bytes; copy no more than its struct_size");
  }
  return {};
}

Finding bears_a_newer_host(Subject& subject) {
  RawChannel channel(subject, subject.option_values(), Services::All);
  std::vector<std::unique_ptr<GuardedMessage>> messages;
  std::vector<const lc_message*> pointers;
  // Not in the order in which they lie in memory, for an array of pointers promises none.
  for (unsigned number = 1; number <= 3; ++number)
    messages.push_back(std::make_unique<GuardedMessage>(subject.message(number), number, 64));
  for (const auto& message : messages) pointers.insert(pointers.begin(), message->fields());
  channel.submit(pointers.data(), pointers.size());
  channel.settle(3);
  return {};
}

Finding survives_a_host_without_services(Subject& subject) {
  try {
    RawChannel channel(subject, subject.option_values(), Services::None);
    const GuardedMessage message(subject.message(), 1);
    const lc_message* pointers[] = {message.fields()};
    channel.submit(pointers, 1);
    channel.settle(1);
  } catch (const PluginRefusal& refusal) {
    if (*refusal.what() == '\0') fail("create() refuses a host without services and does not say why");
    return {Verdict::Success, std::string("refuses: ") + refusal.what()};
  }
  return {};
}

Finding reads_options_in_create_only(Subject& subject) {
  RawChannel channel(subject, subject.option_values(), Services::All);
  const GuardedMessage message(subject.message(), 1);
  const lc_message* pointers[] = {message.fields()};
  channel.submit(pointers, 1);
  channel.settle(1);
  channel.stop();
  if (const auto misread = channel.misread(); !misread.empty()) fail(misread);
  return {};
}

Finding lets_go_of_completed_messages(Subject& subject) {
  std::map<std::uint64_t, std::unique_ptr<GuardedMessage>> messages;
  RawChannel channel(subject, subject.option_values(), Services::All);
  channel.when_completed = [&messages](std::uint64_t ticket) {
    if (const auto found = messages.find(ticket); found != messages.end()) found->second->take_away();
  };
  std::vector<const lc_message*> pointers;
  for (unsigned number = 1; number <= 3; ++number) {
    auto& message = messages[number];
    message = std::make_unique<GuardedMessage>(subject.message(number), number);
    pointers.push_back(message->fields());
  }
  channel.submit(pointers.data(), pointers.size());
  channel.settle(3);
  return {};
}

Finding bears_calls_from_several_threads(Subject& subject) {
  Trial::Settings settings;
  settings.options = subject.option_values();
  // One at a time, each on a thread that has never been seen before.
  settings.call = [](const std::function<void()>& work) { std::thread(work).join(); };
  Trial trial(subject, std::move(settings));
  trial.submit(subject.messages(3));
  trial.settle();
  std::thread([&] { trial.channel().stop(); }).join();
  return {};
}

// A sanitizer makes code that never waits several times slower; what waits would still be found.
constexpr std::chrono::milliseconds most_that_a_call_may_take{is_sanitized ? 100 : 10};

// The quickest of several tries: a busy machine slows some of them, waiting slows all.
class Stopwatch {
 public:
  template <class Call>
  void measure(const char* what, Call call) {
    const auto began = steady_clock::now();
    call();
    auto& best = best_.try_emplace(what, steady_clock::duration::max()).first->second;
    best = std::min(best, steady_clock::now() - began);
  }
  bool all_returned_in_time() const {
    return std::ranges::all_of(best_,
                               [](const auto& call) { return call.second < most_that_a_call_may_take; });
  }
  void judge() const {
    for (const auto& [what, took] : best_) {
      const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
      if (took >= most_that_a_call_may_take)
        fail(std::string(what) + " takes " + std::to_string(ms) + " ms at best; it must never wait");
    }
  }

 private:
  std::map<std::string_view, steady_clock::duration> best_;
};

Finding returns_within_10_ms(Subject& subject) {
  constexpr int rounds_at_least = 3, rounds_at_most = 20;
  Stopwatch watch;
  for (int round = 0; round < rounds_at_least || (round < rounds_at_most && !watch.all_returned_in_time());
       ++round) {
    RawChannel channel(subject, subject.option_values(), Services::All);
    lc_capabilities asked = LC_CAPABILITIES_INIT;
    watch.measure("capabilities()", [&] { channel.capabilities(asked); });
    watch.measure("extension()", [&] { channel.extension("lifecycled.no-such-thing/1"); });
    const std::size_t count = std::clamp<std::size_t>(asked.batch_size, 1, 32);
    std::vector<std::unique_ptr<GuardedMessage>> messages;
    std::vector<const lc_message*> pointers;
    for (unsigned number = 1; number <= count; ++number)
      pointers.push_back(
          messages.emplace_back(std::make_unique<GuardedMessage>(subject.message(number), number))->fields());
    watch.measure("submit()", [&] { channel.submit(pointers.data(), pointers.size()); });
    channel.settle(count);
    watch.measure("stop()", [&] { channel.stop(); });
  }
  watch.judge();
  return {};
}

}  // namespace

std::vector<Check> host_checks() {
  constexpr std::string_view created = "creates-with-defaults", sends = "completes-one-of-one";
  return {
      {"unknown-extension-is-null", "extension() answers null to what it does not know.", true, created,
       &unknown_extension_is_null},
      {"fills-only-what-the-host-knows", "capabilities() writes no more than the host's struct_size.", true,
       created, &fills_only_what_the_host_knows},
      {"survives-a-host-without-services",
       "With a host that offers no service it works, or refuses with a word.", true, created,
       &survives_a_host_without_services},
      {"bears-a-newer-host", "Structs that have grown are read by pointer, in any order.", true, sends,
       &bears_a_newer_host},
      {"reads-options-in-create-only", "Options are read in create() and on its thread only.", true, sends,
       &reads_options_in_create_only},
      {"lets-go-of-completed-messages", "A message is not touched once its ticket is completed.", true, sends,
       &lets_go_of_completed_messages},
      {"bears-calls-from-several-threads", "[channel] calls may come from another thread each time.", true,
       sends, &bears_calls_from_several_threads},
      {"returns-within-10-ms", "No [channel] call waits.", true, sends, &returns_within_10_ms},
  };
}

}  // namespace lifecycled::plugin_check
