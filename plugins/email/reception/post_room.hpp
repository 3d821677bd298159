// Everything of a channel that takes mail in: the listener, the folder, and what they have in common. Made
// and ended on one thread.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "lifecycled/channel.hpp"
#include "reception/reception.hpp"
#include "reception/report_folder.hpp"
#include "reception/report_listener.hpp"
#include "settings.hpp"

namespace email {

class PostRoom {
 public:
  // Takes nothing in where neither is set.
  PostRoom(lifecycled::plugin::Host host, const Settings& settings);
  ~PostRoom();

 private:
  // Waits until it is stored, and not for ever.
  Fate take(const std::string& mail, const std::vector<std::string>& recipients) const;

  const Reception reception_;
  std::atomic<bool> is_ending_ = false;
  // Last, so that they end before what they use.
  std::unique_ptr<ReportFolder> folder_;
  std::unique_ptr<ReportListener> listener_;
};

}  // namespace email
