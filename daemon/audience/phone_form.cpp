#include "audience/phone_form.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace lifecycled {
namespace {

// ITU-T E.164, list of country codes: 1 and 7 have one digit, these two, all others three.
constexpr std::array codes_of_two{20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46,
                                  47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61, 62, 63,
                                  64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98};
// There numbers begin with 0 themselves.
constexpr std::array codes_with_zero{39,  225, 226, 227, 229, 241, 242, 247, 250, 268,
                                     378, 379, 679, 687, 800, 853, 881, 888, 992};

template <class Codes>
bool is_among(const Codes& codes, int code) {
  return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

int digit(char c) { return c - '0'; }

std::size_t size_of_code(std::string_view digits) {
  if (digits.size() < 3) return digits.size();
  if (digits[0] == '1' || digits[0] == '7') return 1;
  return is_among(codes_of_two, digit(digits[0]) * 10 + digit(digits[1])) ? 2 : 3;
}

// What is dialled first within a country whose numbers have `size` digits.
struct Prefix {
  int code;
  std::string_view prefix;
  std::size_t size;
};
constexpr std::array prefixes{
    Prefix{1, "1", 10},   Prefix{7, "8", 10},   Prefix{52, "044", 10}, Prefix{52, "045", 10},
    Prefix{52, "01", 10}, Prefix{52, "1", 10},  Prefix{241, "0", 8},   Prefix{250, "0", 9},
    Prefix{370, "8", 8},  Prefix{375, "80", 9}, Prefix{375, "8", 9},   Prefix{993, "8", 8},
    Prefix{998, "8", 9},  Prefix{36, "06", 9},  Prefix{36, "06", 8},
};

std::string argentine(std::string rest) {
  constexpr std::size_t own = 10;
  if (rest.size() > own && rest.front() == '9') rest.erase(0, 1);
  // Within the country the 15 of mobiles follows the area, which has two digits in Buenos Aires alone.
  if (rest.size() == own + 2) {
    const std::size_t first = rest.starts_with("11") ? 2 : 3;
    for (std::size_t area = first; area <= 4; ++area) {
      if (rest.compare(area, 2, "15") != 0) continue;
      rest.erase(area, 2);
      break;
    }
  }
  return rest.size() == own ? "9" + rest : rest;
}

std::string brazilian(std::string rest, bool had_zero) {
  // After the 0 the carrier is dialled, then the area and a number of eight or nine digits.
  if (had_zero && rest.size() >= 12) rest.erase(0, 2);
  const bool is_old_mobile = rest.size() == 10 && rest[2] >= '6';
  return is_old_mobile ? rest.insert(2, "9") : rest;
}

}  // namespace

std::string compared_phone(std::string_view digits) {
  const std::size_t size = size_of_code(digits);
  int code = 0;
  for (const char c : digits.substr(0, size)) code = code * 10 + digit(c);
  std::string rest(digits.substr(size));
  for (const Prefix& one : prefixes) {
    if (one.code == code && rest.size() == one.prefix.size() + one.size && rest.starts_with(one.prefix))
      rest.erase(0, one.prefix.size());
  }
  const bool has_zero = rest.starts_with('0');
  if (!is_among(codes_with_zero, code)) rest.erase(0, std::min(rest.find_first_not_of('0'), rest.size()));
  if (code == 54) rest = argentine(std::move(rest));
  if (code == 55) rest = brazilian(std::move(rest), has_zero);
  return std::string(digits.substr(0, size)) + rest;
}

}  // namespace lifecycled
