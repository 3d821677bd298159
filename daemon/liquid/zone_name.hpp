// The letters that stand for a time zone behind a time: "EST", "CEST". For date_parse.cpp.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace lifecycled::liquid {

// How far its clocks are before UTC; nothing for what is no zone. Capitals do not count.
std::optional<std::chrono::seconds> offset_of_zone(std::string_view letters);

}  // namespace lifecycled::liquid
