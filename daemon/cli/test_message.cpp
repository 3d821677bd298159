#include "cli/test_message.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "audience/address_form.hpp"
#include "base/text.hpp"
#include "channel/remote_channel.hpp"
#include "cli/channel_start.hpp"
#include "cli/data_command.hpp"
#include "delivery/stock.hpp"

namespace lifecycled {
namespace {

// A ledger of its own: the one in the state folder belongs to the daemon's child.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "lifecycled-test-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw CommandError("no folder can be made in " + name);
    path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Starts the channel, hands over the one message when it is ready, and stops it when that is answered.
class Errand final : public ChannelEvents {
 public:
  Errand(boost::asio::io_context& io, OutboundMessage message) : io_(io), message_(std::move(message)) {}

  TestResult run(std::unique_ptr<Channel> channel) {
    channel_ = std::move(channel);
    channel_->start();
    io_.run();
    channel_.reset();
    return result_;
  }

 private:
  void completed(std::vector<Completion> completions) override {
    for (const Completion& completion : completions) {
      const AttemptResult& answer = completion.result;
      const std::string detail = answer.detail.empty() ? "" : ": " + answer.detail;
      const bool sent = answer.outcome == Outcome::Accepted || answer.outcome == Outcome::Delivered;
      settle(sent, fmt::format("{}{}", to_text(answer.outcome), detail));
    }
  }
  void lost(std::vector<Lost> tickets) override {
    for (const Lost& ticket : tickets) {
      settle(false, ticket.started ? "its answer was lost: it may or may not have left"
                                   : "the channel's plugin ended before it was sent");
    }
  }
  void state_changed(ChannelState state, const std::string& reason) override {
    if (state == ChannelState::Ready && !is_handed_over_) {
      is_handed_over_ = true;
      later([this] { channel_->submit({message_}); });
    } else if (state == ChannelState::Down || (state == ChannelState::Restarting && !is_handed_over_)) {
      settle(false, "the channel does not start: " + reason);
    } else if (state == ChannelState::Stopped) {
      io_.stop();
    }
  }
  void logged(int, const std::string&) override {}
  // Nobody waits for what the provider tells later of a test.
  void reported(std::vector<Receipt>, std::function<void(bool)> done) override { done(true); }

  void settle(bool sent, std::string words) {
    if (is_settled_) return;
    is_settled_ = true;
    result_ = {sent, std::move(words)};
    later([this] { channel_->stop(); });
  }
  // A channel may not be called from inside its own events.
  template <class Work>
  void later(Work work) {
    boost::asio::post(io_, std::move(work));
  }

  boost::asio::io_context& io_;
  OutboundMessage message_;
  std::unique_ptr<Channel> channel_;
  bool is_handed_over_ = false, is_settled_ = false;
  TestResult result_{false, "the channel gave no answer"};
};

const ReadyChannel& channel_of(const CheckedConfiguration& checked, const std::string& name) {
  const auto found =
      std::ranges::find(checked.channels, name, [](const ReadyChannel& c) { return c.settings.name; });
  if (found == checked.channels.end())
    throw CommandError(fmt::format("the channel \"{}\" is not configured", name));
  return *found;
}

OutboundMessage outbound(const CheckedConfiguration& checked, const Preview& preview, const std::string& to,
                         const std::string& message, Random& random) {
  Claim claim;
  claim.ticket = 1;
  claim.delivery.id = claim.message.id = 1;
  claim.delivery.channel = preview.channel;
  claim.delivery.address = 1;  // a customer's, so that the mail has all headers of a real one
  claim.message.name = message;
  claim.message.kind = preview.kind;
  claim.recipient = to;
  claim.campaign_name = preview.campaign.empty() ? "test" : preview.campaign;
  claim.delivery.idempotency_key = fmt::format("test-{:016x}{:016x}", random.number(), random.number());
  OutboundMessage out = outbound_message(checked.configuration.settings, claim, preview.message,
                                         *checked.configuration.messages.pictures);
  // Whoever finds it in an inbox next week should know what it is.
  if (!out.subject.empty()) out.subject = "[Test] " + out.subject;
  return out;
}

}  // namespace

TestResult send_test_message(const CheckedConfiguration& checked, const ProgramPlaces& places,
                             const Preview& preview, const std::string& to, const std::string& message,
                             Random& random, const Clock& clock) {
  const Settings& settings = checked.configuration.settings;
  const ReadyChannel& channel = channel_of(checked, preview.channel);
  std::string recipient = to;
  if (channel.settings.reaches != "shop") {
    const auto normal = normal_address(channel.settings.reaches, to);
    if (!normal) {
      throw CommandError(fmt::format("\"{}\" is no address for the channel {}, which reaches {}", to,
                                     preview.channel, channel.settings.reaches));
    }
    if (!is_among_only_to(settings.delivery, *normal))
      throw CommandError(fmt::format("\"{}\" is not among [delivery] only_to", to));
  }
  const ScratchFolder scratch;
  boost::asio::io_context io;
  auto remote = remote_settings(channel, places.plugin_host, scratch.path() / "ledger");
  remote.options = with_secrets(channel);
  // A person waits: one start decides.
  remote.crashes_until_down = 1;
  Errand errand(io, outbound(checked, preview, recipient, message, random));
  return errand.run(make_remote_channel(io, clock, std::move(remote), errand));
}

}  // namespace lifecycled
