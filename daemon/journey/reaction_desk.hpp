// Takes note of links that were followed, and judges them a little later, when it shows whether a hand or a
// machine was at work: `Message Clicked` and `Message Opened` are people's, and only these have consequences;
// `... By Machine` is for the record. note() is called by web/ in a writer transaction, timer_fired() by the
// reactor; on the writer thread.
#pragma once

#include "store/reactions.hpp"

namespace lifecycled {

class ReactionDesk {
 public:
  // False: not taken. The delivery is unknown, its customer has not allowed it, or too much waits already.
  static bool note(Database& database, DeliveryId delivery, const LinkHit& hit);
  static void timer_fired(Database& database, DeliveryId delivery, Instant now);
};

}  // namespace lifecycled
