#include "reception/return_path.hpp"

#include <algorithm>

namespace email {
namespace {

constexpr std::size_t longest_local_part = 64;

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Servers on the way may have changed its case.
bool is_same(std::string_view one, std::string_view other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](char a, char b) { return small(a) == small(b); });
}

// A gateway that folds writes the whole local part in capitals. Our own keys are of small letters and digits.
std::string unfolded(std::string_view key) {
  std::string out(key);
  if (std::none_of(key.begin(), key.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
    std::transform(out.begin(), out.end(), out.begin(), small);
  return out;
}

bool fits(char c) {
  return (small(c) >= 'a' && small(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

}  // namespace

ReturnPath::ReturnPath(std::string_view address, char separator) {
  const auto at = address.rfind('@');
  if (at == address.npos) return;
  local_ = address.substr(0, at);
  domain_ = address.substr(at + 1);
  beginning_ = local_ + separator;
  end_ = "@" + domain_;
}

std::string ReturnPath::with(std::string_view key) const {
  if (key.empty() || beginning_.size() + key.size() > longest_local_part ||
      !std::all_of(key.begin(), key.end(), fits))
    return local_ + end_;
  return beginning_ + std::string(key) + end_;
}

std::string ReturnPath::key_in(std::string_view address) const {
  if (!is_set() || address.size() <= beginning_.size() + end_.size()) return "";
  if (!is_same(address.substr(0, beginning_.size()), beginning_)) return "";
  if (!is_same(address.substr(address.size() - end_.size()), end_)) return "";
  const std::string_view key =
      address.substr(beginning_.size(), address.size() - beginning_.size() - end_.size());
  return std::all_of(key.begin(), key.end(), fits) ? unfolded(key) : "";
}

std::string ReturnPath::key_anywhere_in(std::string_view text) const {
  if (!is_set()) return "";
  for (std::size_t at = text.find('@'); at != text.npos; at = text.find('@', at + 1)) {
    if (!is_same(text.substr(at, end_.size()), end_)) continue;
    std::size_t from = at;
    while (from > 0 && at - from < longest_local_part &&
           (fits(text[from - 1]) || text[from - 1] == beginning_.back()))
      --from;
    // The local part may have begun later: "=3Dbounces+KEY@".
    for (; from < at; ++from) {
      if (std::string key = key_in(text.substr(from, at + end_.size() - from)); !key.empty()) return key;
    }
  }
  return "";
}

}  // namespace email
