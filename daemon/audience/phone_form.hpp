// The one form of a phone number that all its spellings share, so that whoever answers from +525512345678 is
// found where the shop wrote +52 1 55 1234 5678. For comparing alone: what is dialled is the number as typed,
// which the channels' plugins read by libphonenumber; their test holds this form against its tables. Pure;
// any thread.
#pragma once

#include <string>
#include <string_view>

namespace lifecycled {

// `digits`: the country's code and the number, without +. What is dialled within the country alone is left
// out, such as the 0 of +31 (0)6, Mexico's 1 for mobiles and Argentina's 15; what an older form lacks is put
// in: Argentina's 9 for mobiles, Brazil's ninth digit. Its own form has each number once.
std::string compared_phone(std::string_view digits);

}  // namespace lifecycled
