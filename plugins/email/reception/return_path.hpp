// A return path of its own for each mail (VERP): bounces+KEY@shop.example. Whatever a strange server writes
// into its report, the address that it comes to names the message. Nobody can guess a key: the daemon's hold
// 80 random bits. Pure. [any]
#pragma once

#include <string>
#include <string_view>

namespace email {

class ReturnPath {
 public:
  // Nothing is found by one without an address.
  ReturnPath() = default;
  // `separator`: what the mail server in front of us takes for the beginning of an extension, "+" or "-".
  ReturnPath(std::string_view address, char separator);

  bool is_set() const { return !local_.empty(); }
  // The plain address, when the key does not fit in (64 octets: RFC 5321, 4.5.3.1.1).
  std::string with(std::string_view key) const;
  // The key in an address such as with() makes; "" for another one.
  std::string key_in(std::string_view address) const;
  // The first key in any text: a header, a report.
  std::string key_anywhere_in(std::string_view text) const;

 private:
  std::string local_, domain_, beginning_, end_;  // "bounces+", "@shop.example"
};

}  // namespace email
