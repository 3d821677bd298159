// What a channel sent in each of the shop's days, and what came back: for its daily volume, and for the
// limits at which it stops itself. Runs on the thread that owns the connection.
#pragma once

#include <cstdint>
#include <string_view>

#include "store/database.hpp"

namespace lifecycled {

// Of some days together. A mailbox that turned out to be dead counts as bounced, whether the provider said so
// at once or later; what was refused at once counts as sent, too.
struct ChannelReturns {
  std::int64_t sent = 0, bounced = 0, complained = 0;
};

class ChannelDays {
 public:
  explicit ChannelDays(Database& database) : database_(database) {}

  // Messages whose first attempt was made on this day; days are numbers of the shop's days.
  std::int64_t claimed(std::string_view channel, std::int64_t day);
  void claim(std::string_view channel, std::int64_t day);
  // An attempt that never was.
  void release(std::string_view channel, std::int64_t day);
  // On how many days before this one it sent anything; counts to `most` only.
  std::int64_t count_before(std::string_view channel, std::int64_t day, std::size_t most);

  void add(std::string_view channel, std::int64_t day, const ChannelReturns& more);
  // Since `day`, that day included.
  ChannelReturns since(std::string_view channel, std::int64_t day);
  // What came back is judged anew from now on.
  void forgive(std::string_view channel);

 private:
  Database& database_;
};

}  // namespace lifecycled
