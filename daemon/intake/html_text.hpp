// Text that a web shop keeps as HTML, as people read it: "Caf&eacute; &amp; Bar" is "Café & Bar". WordPress
// writes names and secrets so. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace lifecycled {

// Character references by number, and by the names of HTML 4; what is none stays as it is. Control characters
// do not come out of it.
std::string html_decoded(std::string_view text);

}  // namespace lifecycled
