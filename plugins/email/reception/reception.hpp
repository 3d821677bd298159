// A mail that came to the bounce address becomes reports to the daemon, and is let go when these are stored.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lifecycled/channel.hpp"
#include "lifecycled/ext/report.hpp"
#include "reception/return_path.hpp"
#include "reports/mail_report.hpp"

namespace email {

// What may become of the mail now.
enum class Fate {
  Stored,     // what it tells is on the daemon's disk
  NotStored,  // come again
  NoReport,   // it tells nothing: a letter, an auto-reply, a delay
};

class Reception {
 public:
  // `feedback_loops`: addresses and domains whose complaints count by the address alone that they name.
  // Throws std::runtime_error when the host takes no reports.
  Reception(lifecycled::plugin::Host host, ReturnPath bounces, ReturnPath unsubscriptions,
            std::vector<std::string> feedback_loops);

  // `recipients`: of the envelope, where there is one. done is called once, perhaps before take() returns.
  // [any]
  void take(std::string_view mail, const std::vector<std::string>& recipients,
            std::function<void(Fate)> done) const;

 private:
  bool is_unsubscription(const MailReport& read, std::string_view mail,
                         const std::vector<std::string>& recipients) const;
  bool is_feedback_loop(std::string_view sender) const;

  const lifecycled::plugin::Host host_;
  const lifecycled::plugin::Reporter reporter_;
  const ReturnPath bounces_, unsubscriptions_;
  const std::vector<std::string> feedback_loops_;
};

// One line without the addresses in it, as operators see it.
std::string without_addresses(std::string_view text);

}  // namespace email
