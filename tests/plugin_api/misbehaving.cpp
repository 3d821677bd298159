// A plugin that does, for each message, what its recipient's local part says. Every fault that must stay
// inside the child is one of them.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <signal.h>
#include <unistd.h>

#include "lifecycled/channel.hpp"
#include "lifecycled/ext/started.h"
#include "trespassing.hpp"

namespace {

using namespace lifecycled::plugin;

void crash() {
  ::signal(SIGSEGV, SIG_DFL);  // a sanitizer would turn it into an exit
  ::raise(SIGSEGV);
}

class Misbehaving final : public Channel {
 public:
  Misbehaving(Host host, Config config) : host_(host), password_(config.text("password")) {
    const std::string at_create = config.text("create");
    if (at_create == "crash") crash();
    if (at_create == "throw") throw std::runtime_error("thrown in create");
    if (at_create == "refuse") throw ConfigError("create", "must not be \"refuse\"");
    if (at_create == "tell") throw ConfigError("password", "does not like " + password_);
    if (at_create == "hang") std::this_thread::sleep_for(std::chrono::hours(1));
    target_ = config.text("target");
    if (config.flag("starts")) started_ = host.service<lc_started>(LC_EXT_STARTED);
  }

  void describe(lc_capabilities& c) const override { c.batch_size = 10; }

  void submit(std::vector<Message> messages) override {
    for (auto& message : messages) {
      const std::string to = message.fields->recipient;
      act(to.substr(0, to.find('@')), std::move(message.ticket));
    }
  }

  void stop() override {
    for (auto& ticket : waiting_) accept(std::move(ticket));
    waiting_.clear();
  }

 private:
  bool start(const Ticket& ticket) {
    const uint64_t number = ticket.number();
    return started_ == nullptr || started_->started(host_.table(), &number, 1);
  }

  void act(const std::string& deed, Ticket ticket) {
    if (deed == "ok") return accept(std::move(ticket));
    if (deed == "crash") crash();
    if (deed == "thread-crash") std::thread(crash).detach();
    if (deed == "exit") std::exit(3);
    if (deed == "loop") {
      for (volatile unsigned i = 0;; i = i + 1) {
      }
    }
    if (deed == "throw") throw std::runtime_error("thrown in submit");
    if (deed == "drop") return;
    if (deed == "print") std::puts("hello from the plugin"), std::fflush(stdout), accept(std::move(ticket));
    if (deed == "tell") {
      host_.log(Level::warning, "logging in with " + password_);
      std::fprintf(stderr, "the password is %s\n", password_.c_str());
      return ticket.complete(LC_REJECTED, ("no entry with " + password_).c_str());
    }
    if (deed == "started-never") start(ticket);
    if (deed == "unknown") Ticket(host_.table(), ticket.number() + 1000000).complete(LC_ACCEPTED);
    if (deed == "twice") {
      Ticket again(host_.table(), ticket.number());
      accept(std::move(ticket));
      return again.complete(LC_REJECTED);
    }
    if (deed == "garbage") {
      Result result(77, "line one\nline two\x01\xff");
      result.pace_key = nullptr;
      result.scope = -9;
      return ticket.complete(result);
    }
    if (deed == "flood") {
      for (int i = 0; i < 100000; ++i) host_.log(Level::warning, "flood " + std::to_string(i));
      return accept(std::move(ticket));
    }
    if (deed == "close") {
      for (int descriptor = 3; descriptor < 64; ++descriptor) ::close(descriptor);
    }
    if (deed == "fork-crash") {
      // What is left behind holds the socket and the lock for a while.
      if (::fork() == 0) {
        ::setsid();
        ::usleep(1500000);
        ::_exit(0);
      }
      crash();
    }
    if (deed == "at-stop") return waiting_.push_back(std::move(ticket));
    if (deed == "leak") {
      leak();
      return accept(std::move(ticket));
    }
    if (deed == "stay-behind") return ticket.complete(LC_REJECTED, stay_behind().c_str());
    if (const std::string found = trespass(deed, target_); !found.empty())
      return ticket.complete(LC_REJECTED, found.c_str());
    if (deed == "slow") {
      std::thread([this, ticket = std::move(ticket)]() mutable {
        if (!start(ticket)) return ticket.complete(LC_TRANSIENT, "not let go");
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        std::fputs("slow one is done\n", stderr);
        ticket.complete(LC_ACCEPTED);
      }).detach();
      return;
    }
    if (deed == "late") {
      std::thread([this, ticket = std::move(ticket)]() mutable {
        std::this_thread::sleep_for(std::chrono::milliseconds(1500));
        const bool may = start(ticket);
        ticket.complete(may ? LC_ACCEPTED : LC_TRANSIENT, may ? "" : "not let go");
      }).detach();
      return;
    }
    // "never", and whoever comes here after its deed: nobody will complete this one.
    held_.push_back(std::move(ticket));
  }

  void accept(Ticket ticket) {
    if (start(ticket)) return ticket.complete(LC_ACCEPTED);
    ticket.complete(LC_TRANSIENT, "not let go");
  }

  Host host_;
  std::string password_;
  const lc_started* started_ = nullptr;
  std::string target_;
  std::vector<Ticket> held_, waiting_;
};

constexpr lc_option create_option = LC_OPTION_INIT("create", LC_TEXT, "", "What to do in create().");
constexpr lc_option starts_option =
    LC_OPTION_INIT("starts", LC_BOOLEAN, "true", "Use the service started().");
constexpr lc_option password_option = LC_OPTION_INIT("password", LC_SECRET, "", "Told to everybody.");
constexpr lc_option target_option =
    LC_OPTION_INIT("target", LC_TEXT, "", "What it tries to reach and must not.");
constexpr lc_option folder_option = LC_OPTION_INIT("folder", LC_TEXT, "", "What it may reach.");
constexpr lc_option file_option = LC_OPTION_INIT("file", LC_TEXT, "", "What it may read.");
constexpr const lc_option* options[] = {&create_option, &starts_option, &password_option, &target_option,
                                        &folder_option, &file_option,   nullptr};
constexpr const lc_option* no_fields[] = {nullptr};
constexpr lc_channel_type type =
    channel_type<Misbehaving>("misbehaving", "email", "Does what the recipient says.", options, no_fields);
constexpr const lc_channel_type* channel_types[] = {&type, nullptr};

}  // namespace

extern "C" LC_EXPORT const lc_plugin lifecycled_plugin = {
    LC_ABI_MAJOR, LC_ABI_MINOR, "org.example.misbehaving", "Misbehaving", "1.0", "tests", channel_types};
