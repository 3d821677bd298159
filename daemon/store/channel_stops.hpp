// Channels that send no marketing until somebody resumes them: who stopped them, when and why. Runs on the
// thread that owns the connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "store/database.hpp"

namespace lifecycled {

struct ChannelStop {
  Instant at;
  std::string by;  // a person, or "itself"
  std::string reason;
};
std::string to_text(const ChannelStop& stop);  // "stopped since ... by itself: ..."

class ChannelStops {
 public:
  explicit ChannelStops(Database& database) : database_(database) {}

  std::optional<ChannelStop> find(std::string_view channel);
  // The first word stays; whether it was this one.
  bool stop(std::string_view channel, const ChannelStop& stop);
  // Whether it was stopped.
  bool resume(std::string_view channel);

 private:
  Database& database_;
};

}  // namespace lifecycled
