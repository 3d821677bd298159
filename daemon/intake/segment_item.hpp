// One call of Segment's API as an event, or why it is none. For segment_api.cpp alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "intake/segment_api.hpp"

namespace lifecycled {

struct ItemFault {
  std::string reason;  // a sentence
  std::string field;   // "event", "properties", or ""
};

struct SegmentItem {
  SegmentCall call = SegmentCall::Track;
  const boost::json::value& value;
  std::string_view text;  // `value` as it was written
  Instant received;
  std::optional<Instant> sent;  // the batch's own time of sending
  bool is_import = false;       // times of long ago: nothing of them is the sender's clock
};

// Appends one event, or two where a track call brings traits; on a fault none.
std::optional<ItemFault> read_item(const SegmentItem& item, std::vector<NewEvent>& events);

}  // namespace lifecycled
