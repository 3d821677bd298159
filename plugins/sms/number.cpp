#include "number.hpp"

#include <algorithm>
#include <set>

// Its headers are not ours to warn about (CMakeLists.txt makes them system headers).
#include <phonenumbers/phonenumberutil.h>

namespace sms {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

PhoneNumberUtil& plans() { return *PhoneNumberUtil::GetInstance(); }

// What is in no country must begin with +.
constexpr const char* no_region = "ZZ";

bool can_receive(PhoneNumberUtil::PhoneNumberType type) {
  switch (type) {
    case PhoneNumberUtil::MOBILE:
    case PhoneNumberUtil::FIXED_LINE_OR_MOBILE:  // North America and others do not tell them apart
    case PhoneNumberUtil::VOIP:
    case PhoneNumberUtil::PERSONAL_NUMBER:
    case PhoneNumberUtil::UNKNOWN:
      return true;
    case PhoneNumberUtil::FIXED_LINE:
    case PhoneNumberUtil::TOLL_FREE:
    case PhoneNumberUtil::PREMIUM_RATE:
    case PhoneNumberUtil::SHARED_COST:
    case PhoneNumberUtil::PAGER:
    case PhoneNumberUtil::UAN:
    case PhoneNumberUtil::VOICEMAIL:
      return false;
  }
  return false;
}

}  // namespace

void load_numbering_plans() { plans(); }

std::variant<Number, NoReceiver> receiver_of(const std::string& text) {
  // Longer texts are no numbers, and reading one takes time by its length.
  constexpr std::size_t longest = 40;
  PhoneNumber number;
  if (text.size() > longest || text.find(';') != text.npos ||
      plans().Parse(text, no_region, &number) != PhoneNumberUtil::NO_PARSING_ERROR || number.has_extension())
    return NoReceiver{LC_INVALID_ADDRESS, "this is no phone number with its country's code"};
  // Countries open new ranges and add digits (Benin did in 2024), which older tables do not know: this
  // message is refused, the address is kept.
  if (!plans().IsPossibleNumber(number))
    return NoReceiver{LC_REJECTED, "no number of that country is known to have so many digits"};
  if (!plans().IsValidNumber(number))
    return NoReceiver{LC_REJECTED, "the number lies in no range that is known to be in use"};
  if (!can_receive(plans().GetNumberType(number)))
    return NoReceiver{LC_INVALID_ADDRESS, "the number is no mobile one and can receive no SMS"};
  Number out;
  plans().Format(number, PhoneNumberUtil::E164, &out.e164);
  plans().GetRegionCodeForNumber(number, &out.country);
  if (out.country == no_region || out.country == "001") out.country.clear();
  return out;
}

bool is_country(const std::string& code) {
  std::set<std::string> regions;
  plans().GetSupportedRegions(&regions);
  return regions.count(code) > 0;
}

std::string with_plus(const std::string& from) {
  const bool is_digits = !from.empty() && from.size() <= 15 &&
                         std::all_of(from.begin(), from.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_digits) return from;
  PhoneNumber number;
  const std::string international = "+" + from;
  const bool is_one = plans().Parse(international, no_region, &number) == PhoneNumberUtil::NO_PARSING_ERROR &&
                      plans().IsValidNumber(number);
  return is_one ? international : from;
}

}  // namespace sms
