// How wide a text is in a picture, and as much of it as fits: counted in what people take for one letter, in
// any script. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lifecycled {

// Roughly, of a usual sans-serif; rather too wide than too narrow.
double text_width(std::string_view text, double size, bool bold = false);
// Cut between letters, with a mark where something is missing.
std::string fitting(std::string_view text, double width, double size, bool bold = false);
// At most `most` lines, the last one cut; broken where the text's script breaks.
std::vector<std::string> wrapped(std::string_view text, double width, double size, std::size_t most,
                                 bool bold = false);
// "email, sms and 2 more": as many as fit.
std::string listed_within(const std::vector<std::string>& words, double width, double size,
                          bool bold = false);
std::string grouped(std::int64_t number);  // 12,345

}  // namespace lifecycled
