// channel_messages child|here HOST PLUGIN MESSAGES [KEY=VALUE ...]
//
// How fast messages of 3 KB cross to a plugin that accepts them at once: in lifecycled-plugin-host as the
// daemon has it ("child"), or loaded into this process ("here"). 1,024 are in flight. One JSON line: how
// many, seconds, this process's processor time and that of its child, and by how much its memory grew between
// the first tenth and the end.
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "base/clock.hpp"
#include "channel/loaded_channel.hpp"
#include "channel/plugin_info.hpp"
#include "channel/remote_channel.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t in_flight = 1024, at_once = 64, settled_at_once = 1024;

std::size_t resident_kb() {
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0, resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) / 1024;
}

class Sender final : public ChannelEvents {
 public:
  Sender(boost::asio::io_context& io, std::uint64_t wanted) : io_(io), wanted_(wanted) {
    sample_.recipient = "anna@example.org";
    sample_.subject = "Hello";
    sample_.text = std::string(3000, 'x');
  }
  void use(Channel& channel) { channel_ = &channel; }
  bool is_ready() const { return is_ready_; }

  void send_more() {
    while (sent_ < wanted_ && sent_ - answered_ + at_once <= in_flight) {
      std::vector<OutboundMessage> batch;
      for (std::size_t i = 0; i < at_once && sent_ < wanted_; ++i) {
        OutboundMessage& message = batch.emplace_back(sample_);
        message.ticket = ++sent_;
        message.idempotency_key = fmt::format("key-{:032}", sent_);
      }
      channel_->submit(std::move(batch));
    }
  }

  void completed(std::vector<Completion> completions) override {
    for (const Completion& completion : completions) settled_.push_back(completion.ticket);
    answered_ += completions.size();
    if (settled_.size() >= settled_at_once) channel_->settled(std::exchange(settled_, {}));
    if (early_kb == 0 && answered_ >= wanted_ / 10) early_kb = resident_kb();
    if (answered_ == wanted_) return io_.stop();
    send_more();
  }
  void lost(std::vector<Lost>) override { throw std::runtime_error("the channel failed"); }
  void logged(int, const std::string& text) override { std::fprintf(stderr, "%s\n", text.c_str()); }
  void reported(std::vector<Receipt>, std::function<void(bool)> done) override { done(true); }
  void state_changed(ChannelState state, const std::string& reason) override {
    if (state == ChannelState::Down) throw std::runtime_error(reason);
    is_ready_ = state == ChannelState::Ready;
    if (is_ready_) io_.stop();
  }

  std::size_t early_kb = 0;

 private:
  boost::asio::io_context& io_;
  Channel* channel_ = nullptr;
  OutboundMessage sample_;
  std::uint64_t wanted_, sent_ = 0, answered_ = 0;
  std::vector<std::uint64_t> settled_;
  bool is_ready_ = false;
};

// As the daemon completes what a shop has written: "port=25", of the types that the plugin declares.
OptionValues options_of(const char* host, const char* plugin, const std::vector<std::string>& given) {
  const auto info = describe_plugin(host, plugin);
  if (!std::holds_alternative<PluginInfo>(info))
    throw std::runtime_error("the plugin cannot be asked for its options");
  const auto& declared = std::get<PluginInfo>(info).types.at(0).options;
  OptionValues values;
  for (const std::string& text : given) {
    const auto sign = text.find('=');
    if (sign == text.npos) throw std::runtime_error("no KEY=VALUE: " + text);
    const std::string key = text.substr(0, sign), value = text.substr(sign + 1);
    const bool is_number = value.find_first_not_of("0123456789") == value.npos;
    if (is_number) {
      values[key] = static_cast<std::int64_t>(std::stoll(value));
    } else {
      values[key] = value;
    }
  }
  auto checked = check_options(declared, values);
  if (!checked.errors.empty()) throw std::runtime_error(checked.errors.front().text);
  return checked.values;
}

std::unique_ptr<Channel> make_channel(const std::string& where, boost::asio::io_context& io,
                                      const Clock& clock, Sender& sender, const char* host,
                                      const char* plugin, const std::filesystem::path& folder,
                                      const std::vector<std::string>& options) {
  if (where == "here") return make_loaded_channel(io, {plugin, "", {}}, sender);
  RemoteChannelSettings settings;
  settings.name = "bench";
  settings.host_program = host;
  settings.plugin = plugin;
  if (!options.empty()) settings.options = options_of(host, plugin, options);
  settings.rules.allow_unfenced = true;
  settings.ledger = folder / "channel-bench.lock";
  return make_remote_channel(io, clock, std::move(settings), sender);
}

int run(const std::string& where, const char* host, const char* plugin, std::uint64_t messages,
        const std::vector<std::string>& options) {
  std::string name = (std::filesystem::temp_directory_path() / "channel_messages.XXXXXX").string();
  const std::filesystem::path folder = ::mkdtemp(name.data());
  boost::asio::io_context io{1};
  const SystemClock clock;
  Sender sender(io, messages);
  const auto channel = make_channel(where, io, clock, sender, host, plugin, folder, options);
  sender.use(*channel);
  channel->start();
  io.run();
  if (!sender.is_ready()) throw std::runtime_error("the channel is not ready");

  io.restart();
  const auto began = std::chrono::steady_clock::now();
  const auto cpu_began = std::clock();
  sender.send_more();
  io.run();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  const double cpu = static_cast<double>(std::clock() - cpu_began) / CLOCKS_PER_SEC;
  fmt::print("{{\"messages\":{},\"seconds\":{:.3f},\"cpu_seconds\":{:.3f},\"grown_kb\":{}}}\n", messages,
             took.count(), cpu,
             static_cast<std::int64_t>(resident_kb()) - static_cast<std::int64_t>(sender.early_kb));
  std::filesystem::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace lifecycled

int main(int argc, char** argv) try {
  if (argc < 5) {
    std::fputs("channel_messages child|here HOST PLUGIN MESSAGES [KEY=VALUE ...]\n", stderr);
    return 2;
  }
  return lifecycled::run(argv[1], argv[2], argv[3], std::stoull(argv[4]), {argv + 5, argv + argc});
} catch (const std::exception& error) {
  std::fprintf(stderr, "channel_messages: %s\n", error.what());
  return 1;
}
