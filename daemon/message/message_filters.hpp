// Filters of the trade, added to standard Liquid. Any thread.
#pragma once

#include <memory>

#include "liquid/environment.hpp"

namespace lifecycled {

// Standard Liquid, strict, plus what depends on who reads it, written as the fact message.locale has it:
//   money, number, plural, ordinal, date, time, list, isolate, qr, upcase, downcase, capitalize, truncate
// What formatters it makes live as long as the environment.
std::shared_ptr<const liquid::Environment> message_environment();

}  // namespace lifecycled
