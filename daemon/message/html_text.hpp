// Plain text from the HTML of a mail, for the part that people without HTML read: links keep their addresses,
// lists their marks, rows of tables their lines, pictures their alternative text; what is hidden stays out.
// Any thread.
#pragma once

#include <string>
#include <string_view>

namespace lifecycled {

std::string text_from_html(std::string_view html);

}  // namespace lifecycled
