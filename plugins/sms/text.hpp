// A message's text as it is sent: counted in parts, and in the GSM alphabet where the shop wants that.
// [channel]
#pragma once

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>

namespace sms {

struct SmsText {
  std::string text;
  bool is_gsm7 = true;  // else UCS-2
  std::size_t parts = 1;
};

// What is never sent as it is: empty, or too long. what() is for the operator.
struct BadText : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

class SmsTexts {
 public:
  SmsTexts(bool transliterates, std::size_t most_parts);
  ~SmsTexts();

  // Throws BadText.
  SmsText fitted(const std::string& text) const;

 private:
  struct Latin;
  std::unique_ptr<const Latin> latin_;  // null: texts stay as they are
  std::size_t most_parts_;
};

}  // namespace sms
