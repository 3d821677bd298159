// Plain text from the HTML of a mail, for the part that people without HTML read: links keep their addresses,
// lists their marks, rows of tables their lines, pictures their alternative text; what is hidden stays out.
// Any thread.
#pragma once

#include <string>
#include <string_view>

namespace lifecycled {

// `language` (BCP 47, "" = unknown) decides how colons are set between a label and what it names.
std::string text_from_html(std::string_view html, std::string_view language = {});

}  // namespace lifecycled
