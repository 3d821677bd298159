// Whether an address that failed will ever work again: from the status code and the words that a server gave.
// Pure. [any]
//
// "5.x.x is for ever" is wrong for half of real bounces: most 5xx speak of policy, content and reputation. So
// an address is given up only for codes and words that are about the address itself, and for nothing else.
#pragma once

#include <string>
#include <string_view>

#include "reports/status_code.hpp"

namespace email {

enum class Harm { Soft, Hard };

struct Failure {
  std::string address;  // who was not reached, as far as it is told
  StatusCode code;
  std::string detail;  // the server's own words, as they came
  Harm harm = Harm::Soft;
};

// `status` is the report's own field, `diagnostic` what the last server said, `prose` what the report tells
// people; each may be empty.
Failure judge_failure(std::string_view status, std::string_view diagnostic, std::string_view prose);

// Whether a text has words of a failure at all, or a code.
bool has_words_of_failure(std::string_view text);
bool has_code_of_failure(std::string_view text);

// Small letters (of Latin-1 and Cyrillic, too), each run of blanks one space, typographic apostrophes plain:
// as phrases are looked for.
std::string flattened(std::string_view text);

}  // namespace email
