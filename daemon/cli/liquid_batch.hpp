// `lifecycled liquid --batch`: test cases as JSON Lines, an answer in one line for each, so that any suite in
// any language can try the engine. The form is Golden Liquid's (template, data, templates, tags), and the
// names that other suites use for the same are understood too. One thread.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "cli/liquid_request.hpp"

namespace lifecycled {

// {"result": "..."} or {"error": "..."}, without a line end. Whatever the line is, it is answered. What the
// case says of mode, escaping and the like counts before `usual`.
std::string answer_liquid_case(std::string_view line, const LiquidOptions& usual);

// One answer a line, each sent on at once: whoever asks may wait for it before asking on.
void answer_liquid_cases(std::istream& in, std::ostream& out, const LiquidOptions& usual);

}  // namespace lifecycled
