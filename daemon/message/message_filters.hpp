// Filters of the trade, added to standard Liquid. Any thread.
#pragma once

#include <memory>

#include "config/picture_file.hpp"
#include "liquid/environment.hpp"

namespace lifecycled {

// Standard Liquid, strict, plus what depends on who reads it, written as the fact message.locale has it:
//   money, number, plural, ordinal, date, time, list, isolate, upcase, downcase, capitalize, truncate
// and qr and picture, for what travels with a mail. What formatters it makes live as long as the environment.
std::shared_ptr<const liquid::Environment> message_environment(
    const std::shared_ptr<const PictureFiles>& pictures = std::make_shared<const PictureFiles>());

}  // namespace lifecycled
