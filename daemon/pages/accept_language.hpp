// What a browser asks for in Accept-Language (RFC 9110, 12.5.4). Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lifecycled {

// The most wanted first; bounded, and without "*" and what is refused by q=0.
std::vector<std::string> asked_languages(std::string_view header);

}  // namespace lifecycled
