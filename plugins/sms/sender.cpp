#include "sender.hpp"

#include <algorithm>
#include <stdexcept>

#include "support/phone_number.hpp"

namespace sms {
namespace {

constexpr std::size_t longest_name = 11, most_digits = 15;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

}  // namespace

std::string sender_mistake(const std::string& sender) {
  if (sender.empty()) return "is empty";
  const std::string digits = sender[0] == '+' ? sender.substr(1) : sender;
  if (!digits.empty() && std::all_of(digits.begin(), digits.end(), is_digit))
    return digits.size() <= most_digits ? "" : "has more than 15 digits";
  const auto may_stand = [](char c) {
    return is_digit(c) || is_letter(c) || std::string(" +-_&.").find(c) != std::string::npos;
  };
  if (!std::all_of(sender.begin(), sender.end(), may_stand) ||
      !std::any_of(sender.begin(), sender.end(), is_letter))
    return "must be a number, or a name of letters, digits and blanks";
  return sender.size() <= longest_name ? ""
                                       : "has more than 11 characters, and networks take no longer names";
}

Senders::Senders(const std::vector<std::string>& by_country) {
  for (const std::string& entry : by_country) {
    const std::size_t equals = std::min(entry.find('='), entry.size());
    const std::string country = entry.substr(0, equals);
    const std::string sender = equals < entry.size() ? entry.substr(equals + 1) : "";
    if (!plugin_support::is_country(country))
      throw std::invalid_argument("\"" + entry + "\" must begin with a country, such as \"US=+15551234567\"");
    if (const std::string mistake = sender_mistake(sender); !mistake.empty())
      throw std::invalid_argument("the sender of \"" + entry + "\" " + mistake);
    if (!by_country_.emplace(country, sender).second)
      throw std::invalid_argument("has two senders for " + country);
  }
}

const std::string& Senders::of(const std::string& country, const std::string& usual) const {
  const auto found = by_country_.find(country);
  return found == by_country_.end() ? usual : found->second;
}

}  // namespace sms
