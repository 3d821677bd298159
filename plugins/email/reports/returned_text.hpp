// Old and odd reports are one plain text: what happened, and below it the mail that came back. Pure. [any]
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace email {

// Where the mail that came back begins, or the text's end.
std::size_t end_of_prose(std::string_view text);

// HTML as the text that a person sees, near enough to look for words in it.
std::string text_of_html(std::string_view html);

}  // namespace email
