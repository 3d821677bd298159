// Channel type "email": mail by SMTP through a relay. mime.hpp makes the mail, smtp_pool.hpp sends it,
// replies.hpp judges what came back at once, reception/ what comes back later.
#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "lifecycled/channel.hpp"
#include "options.hpp"
#include "reception/post_room.hpp"
#include "smtp_pool.hpp"

namespace {

using lifecycled::plugin::Channel;
using lifecycled::plugin::Config;
using lifecycled::plugin::ConfigError;
using lifecycled::plugin::Host;
using lifecycled::plugin::Message;

class EmailChannel final : public Channel {
 public:
  EmailChannel(Host host, Config config) {
    const email::Settings settings = email::read_settings(config);
    connections_ = static_cast<uint32_t>(settings.connections);
    takes_reports_ = !settings.report_listen.host.empty() || !settings.report_folder.empty();
    try {
      pool_ = std::make_unique<email::SmtpPool>(settings, host);
    } catch (const std::invalid_argument& e) {
      throw ConfigError(e.what(), "must be a mailbox such as \"Shop <shop@example.org>\"");
    }
    if (takes_reports_) post_room_ = std::make_unique<email::PostRoom>(host, settings);
  }

  void describe(lc_capabilities& c) const override {
    // Enough waiting that no connection is ever idle; what waits has not started, so a crash costs it
    // nothing.
    c.in_flight = std::max(64u, connections_ * 8);
    c.batch_size = std::min(256u, c.in_flight);
    c.html = c.subject = true;
    c.reports = takes_reports_;
  }
  void submit(std::vector<Message> messages) override { pool_->submit(std::move(messages)); }

 private:
  uint32_t connections_ = 0;
  bool takes_reports_ = false;
  std::unique_ptr<email::SmtpPool> pool_;
  std::unique_ptr<email::PostRoom> post_room_;
};

constexpr const lc_option* no_fields[] = {nullptr};
constexpr lc_channel_type email_type = lifecycled::plugin::channel_type<EmailChannel>(
    "email", "email", "Sends mail by SMTP through a relay, and takes bounces and complaints.", email::options,
    no_fields);
constexpr const lc_channel_type* channel_types[] = {&email_type, nullptr};

}  // namespace

extern "C" LC_EXPORT const lc_plugin lifecycled_plugin = {
    LC_ABI_MAJOR, LC_ABI_MINOR, "lifecycled.email", "E-mail (SMTP)", "0.1.0", "lifecycled", channel_types};
