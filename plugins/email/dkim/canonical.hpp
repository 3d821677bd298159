// What DKIM signs: a mail's text without what servers on the way may change (RFC 6376, 3.4, "relaxed"). Pure.
// [any]
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace email {

// "subject:Hello there\r\n" of "Subject:  Hello\r\n  there \r\n".
std::string relaxed_header(std::string_view field);
// Ends in CRLF unless it is empty.
std::string relaxed_body(std::string_view body);

struct SplitMail {
  std::vector<std::string_view> fields;  // each with its folded lines and CRLF
  std::string_view body;
};
// Lines end in CRLF.
SplitMail split_mail(std::string_view mail);
// In small letters.
std::string field_name(std::string_view field);

}  // namespace email
