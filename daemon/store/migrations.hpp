// The numbered SQL files of schemas/migrations/, embedded at build time. Used by database.cpp alone.
#pragma once

#include <string_view>
#include <vector>

namespace lifecycled {

struct Migration {
  std::string_view name;
  std::string_view sql;
};

// In order; the n-th brings the schema to version n.
const std::vector<Migration>& migrations();

}  // namespace lifecycled
