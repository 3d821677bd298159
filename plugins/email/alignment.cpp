#include "alignment.hpp"

#include <algorithm>
#include <string>

namespace email {
namespace {

std::string in_small(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

bool is_below(std::string_view name, std::string_view above) {
  return name.size() > above.size() && name.ends_with(above) && name[name.size() - above.size() - 1] == '.';
}

// "example.org" of "news.example.org", "example.co.uk" of "news.example.co.uk".
std::string_view organisation(std::string_view name) {
  const auto last = name.rfind('.');
  if (last == name.npos || last == 0) return name;
  auto at = name.rfind('.', last - 1);
  const std::string_view second =
      name.substr(at == name.npos ? 0 : at + 1, last - (at == name.npos ? 0 : at + 1));
  // "co.uk", "com.au", "or.jp": a short second level below a country.
  const bool is_public = name.size() - last - 1 == 2 && second.size() <= 3;
  if (is_public && at != name.npos && at > 0)
    at = name.rfind('.', at - 1);
  else if (is_public)
    return name;
  return at == name.npos ? name : name.substr(at + 1);
}

}  // namespace

bool is_aligned(std::string_view one, std::string_view other) {
  const std::string a = in_small(one), b = in_small(other);
  return a == b || is_below(a, b) || is_below(b, a) || organisation(a) == organisation(b);
}

}  // namespace email
