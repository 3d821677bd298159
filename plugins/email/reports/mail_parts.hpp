// A mail that came in, taken apart for whoever looks for a report in it. GMime does the MIME; what is broken
// is read as far as it goes. Everything in it is a stranger's. [any]
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace email {

// Of a block of header fields, in small letters and unfolded: "final-recipient" -> "rfc822; anna@...".
class Fields {
 public:
  Fields() = default;
  explicit Fields(std::string_view block);
  // "": it is not there.
  std::string_view get(std::string_view small_name) const;
  // Encoded words (RFC 2047) of a field become text.
  void decode(std::string_view small_name);
  bool empty() const { return fields_.empty(); }

 private:
  struct Field {
    std::string name, value;
  };
  std::vector<Field> fields_;
};

// The blocks that blank lines part.
std::vector<Fields> field_blocks(std::string_view text);

struct MailParts {
  Fields head;
  std::string content_type, report_type;  // "multipart/report", "delivery-status"
  std::string text;                       // for people; HTML as text; without the mail that came back
  std::vector<std::string> statuses;      // message/delivery-status
  std::string feedback;                   // message/feedback-report
  bool has_feedback = false, has_disposition = false;
  std::string returned;  // the head of the mail that came back, and what is left of it
};

// What a parser looks at, at most: the rest of a larger mail is pictures.
inline constexpr std::size_t most_bytes_read = 1u << 20;

MailParts take_apart(std::string_view mail);

// "anna@example.net" of "rfc822;<anna@example.net>" and its like, in small letters where case cannot matter;
// "" for what holds no address.
std::string bare_address(std::string_view field);

}  // namespace email
