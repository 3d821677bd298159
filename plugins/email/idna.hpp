// Domains of other alphabets as the DNS and every mail server know them (IDNA 2008). [any]
#pragma once

#include <string>

namespace email {

// The address with its domain in ASCII; letters before the "@" need SMTPUTF8.
std::string in_idna(const std::string& address);
// "xn--bcher-kva.example" of "bücher.example".
std::string domain_in_idna(const std::string& domain);

}  // namespace email
