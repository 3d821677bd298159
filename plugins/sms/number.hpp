// Whether a phone number can receive an SMS, and in which country it is. By libphonenumber's tables.
// [channel]
#pragma once

#include <string>
#include <variant>

#include "lifecycled/channel.h"

namespace sms {

struct Number {
  std::string e164;     // "+31612345678"
  std::string country;  // "NL"; "" for numbers of no country, such as +870
};

// Why nothing is sent there, and what that means for the address.
struct NoReceiver {
  lc_outcome outcome;
  const char* why;
};

// The tables are read on first use, which takes a fifth of a second: do it in create().
void load_numbering_plans();

// `text`: with + and the country's code, blanks and the like between.
std::variant<Number, NoReceiver> receiver_of(const std::string& text);

// A country's code of two letters that has numbers of its own.
bool is_country(const std::string& code);

// A sender of digits alone, as gateways tell it, in the form of receiver_of; anything else as it is.
std::string with_plus(const std::string& from);

}  // namespace sms
