// What is counted of a message's way: track = "opens and clicks" of [delivery] and of campaigns. Plain value;
// any thread.
#pragma once

#include <optional>

namespace lifecycled {

class TableReader;

struct TrackWish {
  // Off by default: a hidden picture needs a consent in Europe, and for most people a machine loads it
  // anyway.
  bool opens = false;
  bool clicks = true;
  friend bool operator==(const TrackWish&, const TrackWish&) = default;
};

// Of the key `track`; nothing where it is absent or wrong.
std::optional<TrackWish> read_track(const TableReader& table);

}  // namespace lifecycled
