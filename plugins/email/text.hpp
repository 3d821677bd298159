// Text from messages made safe for headers and for SMTP commands: nothing that comes out of here can end a
// line.
#pragma once

#include <string>
#include <string_view>

namespace email {

// One line of valid UTF-8: control characters become spaces, bytes that are not UTF-8 become '?'.
std::string one_line(std::string_view text);

// Removes everything that may not stand between '<' and '>' in List-Unsubscribe and its like (RFC 2369,
// section 2).
std::string bracket_content(std::string_view text);

// May stand in MAIL FROM and RCPT TO: local part and domain, no blanks, quotes, brackets, or control
// characters.
bool is_address(std::string_view address);

// "Example.ORG" of "anna@Example.ORG", in lower case; "" without one.
std::string domain_of(std::string_view address);

// A header's field name (RFC 5322, section 3.6.8), and one that a message may set itself.
bool is_free_header(std::string_view name);

// CRLF at every line's end and nowhere a CR or LF alone, so that no server sees another end of data than we
// do.
void append_with_crlf(std::string_view text, std::string& out);

}  // namespace email
