// The form in which addresses are compared. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lifecycled {

// Nothing if it cannot be an address of that kind ("email", "phone", "webpush").
// E-mail: one @, a domain, no blanks or control characters, at most 254 bytes (RFC 5321, 4.5.3.1.3); compared
// in small letters. Phone: + and 8 to 15 digits (E.164) once blanks, dots, dashes and brackets are gone, and
// in the one form that all spellings of a number share.
std::optional<std::string> normal_address(std::string_view kind, std::string_view value);

// Whether `normal` is that form of `value`, or what it was before phones had one form for all their
// spellings: what was sealed then stands.
bool is_normal_address(std::string_view kind, std::string_view value, std::string_view normal);

}  // namespace lifecycled
