// stop() and destroy(), and what a channel leaves behind.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"
#include "plugin_check/check.hpp"
#include "plugin_check/trial.hpp"

namespace lifecycled::plugin_check {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

Trial::Settings with(Subject& subject, ScriptedProvider::Script script) {
  Trial::Settings settings;
  settings.options = subject.option_values();
  settings.script = std::move(script);
  return settings;
}

Finding stop_completes_in_flight(Subject& subject) {
  Trial trial(subject, with(subject, always(Answer::later())));
  trial.submit(subject.messages(std::min<std::size_t>(trial.full_batch(), 5)));
  trial.turn_for(milliseconds(10));
  trial.channel().stop();
  trial.provider().release(always(answer_with_status(subject, 200)));
  trial.settle();
  trial.end();
  trial.expect_good_manners();
  return {};
}

Finding destroy_completes_the_rest(Subject& subject) {
  Trial trial(subject, with(subject, always(Answer::later())));
  trial.submit(subject.messages(std::min<std::size_t>(trial.full_batch(), 5)));
  trial.turn_for(milliseconds(10));
  trial.end();
  trial.expect_good_manners();
  return {};
}

std::set<std::string> threads() {
  std::set<std::string> all;
  for (const auto& entry : fs::directory_iterator("/proc/self/task"))
    all.insert(entry.path().filename().string());
  return all;
}

Finding destroy_leaves_no_thread(Subject& subject) {
  (void)subject.library();
  const auto before = threads();
  {
    Trial trial(subject);
    trial.submit(subject.messages(3));
    trial.settle();
    trial.end();
  }
  // The kernel takes a moment to forget a thread that was joined.
  std::size_t left = 1;
  for (int i = 0; i < 100 && left > 0; ++i) {
    left = 0;
    for (const auto& id : threads()) left += before.contains(id) ? 0 : 1;
    if (left > 0) std::this_thread::sleep_for(milliseconds(2));
  }
  if (left > 0)
    fail(std::to_string(left) + " threads still run after destroy(); their code is about to be unloaded");
  return {};
}

// What a plugin shares with everything else in its process.
std::map<std::string, std::string> process_state() {
  std::map<std::string, std::string> state;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
    state["the environment"] += std::string(*entry) + "\n";
  state["the working directory"] = fs::current_path().string();
  const mode_t mask = ::umask(077);
  ::umask(mask);
  state["the umask"] = std::to_string(mask);
  state["the locale"] = ::setlocale(LC_ALL, nullptr);
  for (int signal = 1; signal < 32; ++signal) {
    struct sigaction action{};
    ::sigaction(signal, nullptr, &action);
    state["a signal's handler"] += std::to_string(reinterpret_cast<std::uintptr_t>(action.sa_handler)) + " ";
  }
  sigset_t blocked;
  sigemptyset(&blocked);
  ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
  for (int signal = 1; signal < 32; ++signal)
    state["the blocked signals"] += ::sigismember(&blocked, signal) == 1 ? "1" : "0";
  return state;
}

// Numbers and what they lead to. A library may keep one for good, so only what each life of a channel adds
// counts.
std::size_t open_files() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

void live_once(Subject& subject) {
  Trial trial(subject);
  trial.submit(subject.messages(3));
  trial.settle();
  trial.channel().stop();
  trial.end();
}

Finding leaves_the_process_as_it_was(Subject& subject) {
  const auto before = process_state();
  live_once(subject);
  for (const auto& [what, value] : process_state())
    if (before.at(what) != value) fail("it changes " + what + " of the process");
  const std::size_t files = open_files();
  for (int i = 0; i < 3; ++i) live_once(subject);
  if (open_files() >= files + 3) fail("each channel leaves a file or a socket open");
  return {};
}

}  // namespace

std::vector<Check> ending_checks() {
  constexpr std::string_view sends = "completes-one-of-one";
  return {
      {"stop-completes-in-flight", "After stop() what is in flight is completed exactly once.", true, sends,
       &stop_completes_in_flight},
      {"destroy-completes-the-rest",
       "When destroy() returns nothing is open, even if the provider never answers.", true, sends,
       &destroy_completes_the_rest},
      {"destroy-leaves-no-thread", "No thread of the plugin runs when destroy() has returned.", true, sends,
       &destroy_leaves_no_thread},
      {"leaves-the-process-as-it-was",
       "Environment, directory, locale, umask and signals are as before, and every file is closed.", true,
       sends, &leaves_the_process_as_it_was},
  };
}

}  // namespace lifecycled::plugin_check
