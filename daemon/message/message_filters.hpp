// Filters of the trade, added to standard Liquid. Any thread.
#pragma once

#include <memory>

#include "liquid/environment.hpp"

namespace lifecycled {

// Standard Liquid, strict, plus:
//   money   {{ order.total | money: order.currency }} -> "19.99 EUR"; the shop's currency where none is given
std::shared_ptr<const liquid::Environment> message_environment();

}  // namespace lifecycled
