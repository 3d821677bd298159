#include "reception/post_room.hpp"

#include <chrono>
#include <future>

namespace email {
namespace {

// Longer than the daemon's longest commit; a mail server waits ten minutes for the answer (RFC
// 5321, 4.5.3.2.6).
constexpr auto longest_storing = std::chrono::seconds(120);
constexpr auto look_up =
    std::chrono::milliseconds(250);  // how soon the end is noticed: no word comes after it

}  // namespace

PostRoom::PostRoom(lifecycled::plugin::Host host, const Settings& settings)
    : reception_(host, settings.bounces, settings.unsubscriptions, settings.feedback_loops) {
  if (!settings.report_folder.empty()) {
    folder_ = std::make_unique<ReportFolder>(host, settings.report_folder,
                                             [this](const std::string& mail) { return take(mail, {}); });
  }
  if (!settings.report_listen.host.empty()) {
    listener_ = std::make_unique<ReportListener>(
        host, settings.report_listen, settings.helo_name,
        [this](const std::string& mail, const std::vector<std::string>& recipients) {
          return take(mail, recipients) != Fate::NotStored;
        });
  }
}

PostRoom::~PostRoom() { is_ending_ = true; }

Fate PostRoom::take(const std::string& mail, const std::vector<std::string>& recipients) const {
  // Shared, for the daemon's word may come when nobody waits any more.
  const auto told = std::make_shared<std::promise<Fate>>();
  auto fate = told->get_future();
  reception_.take(mail, recipients, [told](Fate what) { told->set_value(what); });
  const auto give_up_at = std::chrono::steady_clock::now() + longest_storing;
  while (fate.wait_for(look_up) != std::future_status::ready) {
    if (is_ending_ || std::chrono::steady_clock::now() > give_up_at) return Fate::NotStored;
  }
  return fate.get();
}

}  // namespace email
