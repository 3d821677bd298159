#include "config/track_wish.hpp"

#include <array>
#include <string_view>

#include "config/table_reader.hpp"

namespace lifecycled {

std::optional<TrackWish> read_track(const TableReader& table) {
  constexpr std::array<std::string_view, 4> words{"nothing", "opens", "clicks", "opens and clicks"};
  const auto word = table.word("track", words);
  if (!word) return std::nullopt;
  return TrackWish{.opens = (*word & 1) != 0, .clicks = (*word & 2) != 0};
}

}  // namespace lifecycled
