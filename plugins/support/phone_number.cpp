#include "support/phone_number.hpp"

#include <algorithm>
#include <cstdint>
#include <set>

// Its headers are not ours to warn about (CMakeLists.txt makes them system headers).
#include <phonenumbers/phonenumberutil.h>

namespace plugin_support {
namespace {

using i18n::phonenumbers::PhoneNumberUtil;

PhoneNumberUtil& plans() { return *PhoneNumberUtil::GetInstance(); }

// What is in no country must begin with +.
constexpr const char* no_region = "ZZ";

bool can_receive_sms(PhoneNumberUtil::PhoneNumberType type) {
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

bool is_digits(const std::string& text) {
  return !text.empty() && text.size() <= 15 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Brazil gave its mobile numbers a ninth digit, 9, after the area's two; what was noted before has eight.
bool gains_ninth_digit(i18n::phonenumbers::PhoneNumber& number) {
  constexpr int brazil = 55;
  constexpr std::uint64_t subscriber = 100'000'000, first_old_mobile = 60'000'000;
  const std::uint64_t area = number.national_number() / subscriber,
                      rest = number.national_number() % subscriber;
  if (number.country_code() != brazil || area < 11 || area > 99 || rest < first_old_mobile) return false;
  number.set_national_number((area * 10 + 9) * subscriber + rest);
  return plans().IsValidNumber(number);
}

// Two zeros stand for the + where one dials them; no country's code begins so.
std::string from_abroad(const std::string& text) {
  const auto first = std::min(text.find_first_not_of(' '), text.size());
  return text.compare(first, 2, "00") == 0 ? "+" + text.substr(first + 2) : text;
}

}  // namespace

void load_numbering_plans() { plans(); }

std::variant<PhoneNumber, NoPhoneNumber> phone_number_of(const std::string& text) {
  // Longer texts are no numbers, and reading one takes time by its length.
  constexpr std::size_t longest = 40;
  i18n::phonenumbers::PhoneNumber number;
  if (text.size() > longest || text.find(';') != text.npos ||
      plans().Parse(from_abroad(text), no_region, &number) != PhoneNumberUtil::NO_PARSING_ERROR ||
      number.has_extension())
    return NoPhoneNumber{LC_INVALID_ADDRESS, "this is no phone number with its country's code"};
  // Countries open new ranges and add digits (Benin did in 2024), which older tables do not know: this
  // message is refused, the address is kept.
  if (!plans().IsPossibleNumber(number))
    return NoPhoneNumber{LC_REJECTED, "no number of that country is known to have so many digits"};
  if (!plans().IsValidNumber(number) && !gains_ninth_digit(number))
    return NoPhoneNumber{LC_REJECTED, "the number lies in no range that is known to be in use"};
  PhoneNumber out;
  out.receives_sms = can_receive_sms(plans().GetNumberType(number));
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
  if (!is_digits(from)) return from;
  const auto found = phone_number_of("+" + from);
  const auto* number = std::get_if<PhoneNumber>(&found);
  return number != nullptr ? number->e164 : from;
}

std::string international(const std::string& digits) {
  if (!is_digits(digits)) return digits;
  const auto found = phone_number_of("+" + digits);
  if (const auto* number = std::get_if<PhoneNumber>(&found)) return number->e164;
  return "+" + digits;  // of a range that the tables do not know
}

}  // namespace plugin_support
