// Several addresses in one text for people, each with what happened to it, as qmail, Postfix and OpenSMTPD
// write it. Pure. [any]
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace email {

struct AddressedProse {
  std::string address;
  std::string_view text;  // of what was given
};

// Empty unless there are two at least: a single one is what the whole text is about.
std::vector<AddressedProse> addressed_prose(std::string_view text);

}  // namespace email
