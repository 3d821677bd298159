// Who an SMS says it is from: a number, a short code, or a name, by the country that it goes to. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace sms {

// Why this can be no sender, or "" if it can: a number of up to 15 digits, with + or, as a short code,
// without; or a name of at most eleven letters, digits and blanks, one letter among them.
std::string sender_mistake(const std::string& sender);

// "US=+15551234567": networks of some countries take no names, so these get a sender of their own.
class Senders {
 public:
  // Throws std::invalid_argument with what is wrong.
  explicit Senders(const std::vector<std::string>& by_country);

  // The country's own, else `usual`.
  const std::string& of(const std::string& country, const std::string& usual) const;

 private:
  std::map<std::string, std::string> by_country_;
};

}  // namespace sms
