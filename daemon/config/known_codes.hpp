// Which languages, countries and currencies there are, by ICU: a slip of the pen in a code is told before
// anybody gets a message by it. For whoever reads codes from files; any thread.
#pragma once

#include <string>
#include <string_view>

namespace lifecycled {

// `tag` as canonical_language() writes it: its language and, where it names one, its script.
bool is_known_language(std::string_view tag);
// What was probably meant: 'did you mean "ja"?' for "jp", which is a country; or "".
std::string nearest_language(std::string_view tag);

// Two capital letters of ISO 3166.
bool is_known_country(std::string_view code);
// 'did you mean "NL"?' for "nl" and "Netherlands", or "".
std::string nearest_country(std::string_view text);

bool is_known_currency(std::string_view code);
// 'did you mean "EUR"?', or "".
std::string nearest_currency(std::string_view code);

}  // namespace lifecycled
