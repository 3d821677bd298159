// strftime as Ruby has it, with flags and widths. For the date filter, and for those of callers.
#pragma once

#include <string>
#include <string_view>

#include "liquid/budget.hpp"
#include "liquid/date_parse.hpp"

namespace lifecycled::liquid {

// `finer` is what %N knows behind the milliseconds.
std::string format_date(Moment moment, std::string_view format, const date::time_zone* zone, Budget& budget,
                        std::chrono::nanoseconds finer = {});
// On a clock so far before UTC's, whose zone has no name.
std::string format_date(Moment moment, std::string_view format, std::chrono::seconds offset, Budget& budget,
                        std::chrono::nanoseconds finer = {});

}  // namespace lifecycled::liquid
