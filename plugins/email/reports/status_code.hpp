// Status codes in what mail servers write: enhanced ones (RFC 3463, "5.1.1") and replies ("550"). Pure. [any]
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace email {

struct StatusCode {
  int kind = 0, subject = 0, detail = 0;  // kind 0: none

  bool operator==(const StatusCode&) const = default;
  bool is(int a_subject, int a_detail) const { return subject == a_subject && detail == a_detail; }
  // Says no more than "something is wrong": x.0.0, x.1.0 (some address), x.5.0 (some protocol).
  bool is_vague() const {
    return kind == 0 || (detail == 0 && (subject == 0 || subject == 1 || subject == 5));
  }
  std::string text() const;  // "" for none
};

// All enhanced codes of failure (4.x.x, 5.x.x) in a text, in order; never a part of an IP address.
std::vector<StatusCode> enhanced_codes(std::string_view text);
// The one that says most; none: nothing.
StatusCode telling_code(std::string_view text);
// The first reply code of a failure, "550" and its like, 0 for none.
int reply_code(std::string_view text);

}  // namespace email
