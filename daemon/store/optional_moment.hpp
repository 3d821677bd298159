// Moments that may be absent, as columns hold them. For the files of this folder.
#pragma once

#include <optional>

#include "base/time.hpp"
#include "store/database.hpp"

namespace lifecycled {

inline std::optional<std::int64_t> ms_or_none(const std::optional<Instant>& at) {
  if (!at) return std::nullopt;
  return to_ms(*at);
}

inline std::optional<Instant> instant_or_none(const Query& query, int column) {
  if (query.is_null(column)) return std::nullopt;
  return from_ms(query.integer(column));
}

}  // namespace lifecycled
