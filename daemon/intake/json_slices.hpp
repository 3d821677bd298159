// The pieces of a JSON text as they were written. What a shop sends is kept in its own writing, so that 19.90
// stays 19.90 and a 64-bit id keeps all its digits. Only for texts that a real parser has accepted. Any
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lifecycled {

struct JsonMember {
  std::string_view key;    // between its quotes, escapes not resolved
  std::string_view value;  // without blanks around it
};

// The members of an object and the elements of an array, in their order; empty for anything else.
std::vector<JsonMember> json_members(std::string_view object);
std::vector<std::string_view> json_elements(std::string_view array);
// The value of the last member of this name, or "". Names that somebody wrote with escapes are not found.
std::string_view json_member(std::string_view object, std::string_view key);

// The object with one member more at its end; `key` needs no escapes, `value` is JSON.
void append_member(std::string& object, std::string_view key, std::string_view value);

// A NUL would end the text for SQLite's JSON functions, and what follows it would be seen by nobody.
bool has_nul_escape(std::string_view text);

}  // namespace lifecycled
