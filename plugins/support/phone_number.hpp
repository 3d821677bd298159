// Which phone numbers there are, in which country, and what they can receive. By libphonenumber's tables.
// [channel]
#pragma once

#include <string>
#include <variant>

#include "lifecycled/channel.h"

namespace plugin_support {

struct PhoneNumber {
  std::string e164;     // "+31612345678"
  std::string country;  // "NL"; "" for numbers of no country, such as +870
  bool receives_sms = true;
};

// Why this is none, and what that means for the address.
struct NoPhoneNumber {
  lc_outcome outcome;
  const char* why;
};

// The tables are read on first use, which takes a fifth of a second: do it in create().
void load_numbering_plans();

// `text`: with + or 00 and the country's code, blanks and the like between. The daemon knows the addressee of
// a report by a form of its own that all spellings share (audience/phone_form.hpp): our test compares the
// two.
std::variant<PhoneNumber, NoPhoneNumber> phone_number_of(const std::string& text);

// A country's code of two letters that has numbers of its own.
bool is_country(const std::string& code);

// Digits with the country's code and no +, as providers tell a sender, in the form of phone_number_of; what
// is no number, such as a short code, as it is.
std::string with_plus(const std::string& from);
// The same for a messenger's account, which is a whole number always, if perhaps one of an older form:
// Mexico's 521... is +52..., and Brazil's of eight digits have nine.
std::string international(const std::string& digits);

}  // namespace plugin_support
