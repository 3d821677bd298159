// All that turning a claim into an outbound message needs, apart from the database. Immutable; a reload makes
// a new one and those at work finish with the old. Any thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "channel/outbound_message.hpp"
#include "config/load.hpp"
#include "delivery/outbox.hpp"
#include "message/composer.hpp"
#include "message/link_tracking.hpp"

namespace lifecycled {

// What a channel is handed for a claim; `pictures` are the shop's own. Pure.
OutboundMessage outbound_message(const Settings& settings, const Claim& claim, const ComposedMessage& message,
                                 const PictureFiles& pictures);

class DeliveryStock {
 public:
  DeliveryStock(const Configuration& configuration, LinkMaker links, LinkTracking tracking,
                const Clock& clock, Problems& problems);

  struct Composed {
    Rendered rendered;
    OutboundMessage outbound;  // complete unless rendering failed
  };
  // On a reading connection. Takes what an earlier attempt rendered, else renders.
  Composed compose(Database& database, const Claim& claim) const;
  const MessageLibrary& library() const { return library_; }

 private:
  OutboundMessage outbound(const Claim& claim, const ComposedMessage& message) const {
    return outbound_message(settings_, claim, message, library_.pictures());
  }

  struct Campaign {
    std::string title;
    TrackWish track;
  };
  Campaign campaign(const std::string& name) const;
  TrackingOf tracking_of(Database& database, const Claim& claim) const;

  Settings settings_;
  std::map<std::string, Campaign> campaigns_;
  MessageLibrary library_;
  LinkMaker links_;
  LinkTracking tracking_;
  Composer composer_;
};

}  // namespace lifecycled
