// What a language calls itself, for a list to choose from. By ICU; any thread.
#pragma once

#include <string>
#include <string_view>

namespace lifecycled {

// "nl" -> "Nederlands"; the tag itself where ICU knows no name.
std::string language_name(std::string_view tag);

}  // namespace lifecycled
