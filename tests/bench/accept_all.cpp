// The plugin that costs nothing: it accepts every message inside submit().
#include "lifecycled/channel.hpp"

namespace {

using namespace lifecycled::plugin;

class AcceptAll final : public Channel {
 public:
  AcceptAll(Host, Config) {}
  void describe(lc_capabilities&) const override {}
  void submit(std::vector<Message> messages) override {
    for (Message& message : messages) message.ticket.complete(LC_ACCEPTED);
  }
};

constexpr const lc_option* none[] = {nullptr};
constexpr lc_channel_type type = channel_type<AcceptAll>("accept_all", "", "Accepts at once.", none, none);
constexpr const lc_channel_type* channel_types[] = {&type, nullptr};

}  // namespace

extern "C" LC_EXPORT const lc_plugin lifecycled_plugin = {
    LC_ABI_MAJOR, LC_ABI_MINOR, "org.example.accept-all", "Accept all", "1.0", "bench", channel_types};
