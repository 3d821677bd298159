// Secrets that settings refer to: "env:NAME", "file:PATH", "credential:NAME" (systemd). Nobody else reads
// them, and no text made here ever shows one. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace lifecycled {

bool is_secret_reference(std::string_view text);

// Blanks and line ends around it are cut off: editors end a file with one. Throws std::runtime_error that
// says why not.
std::string fetch_secret(std::string_view reference);

// What can be told of the place without reading it: a file that is missing or that everybody may read. "" =
// nothing.
std::string doubt_about_secret(std::string_view reference);

}  // namespace lifecycled
