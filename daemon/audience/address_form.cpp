#include "audience/address_form.hpp"

#include <algorithm>

#include "audience/phone_form.hpp"
#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t longest_email = 254;
constexpr std::size_t longest_local_part = 64;
constexpr std::size_t longest_subscription = 4096;

std::optional<std::string> normal_email(std::string_view value) {
  const auto at = value.rfind('@');
  if (value.size() > longest_email || at == std::string_view::npos || at == 0 || at > longest_local_part)
    return std::nullopt;
  const std::string_view domain = value.substr(at + 1);
  const bool clean = std::ranges::none_of(value, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7F || c == '<' || c == '>' || c == ',' || c == ';' || c == '"' ||
           c == '\\';
  });
  if (!clean || domain.empty() || domain.starts_with('.') || domain.ends_with('.') ||
      domain.find("..") != std::string_view::npos ||
      value.substr(0, at).find('@') != std::string_view::npos) {
    return std::nullopt;
  }
  return lower_ascii(value);
}

// "+" and digits.
std::optional<std::string> plain_phone(std::string_view value) {
  // "00", the country's code and what is dialled there.
  constexpr std::size_t most_digits = 24;
  std::string out;
  for (const char c : value) {
    if (c >= '0' && c <= '9') {
      out += c;
    } else if (c == '+' && out.empty()) {
      out += c;
    } else if (std::string_view(" .-()/").find(c) == std::string_view::npos) {
      return std::nullopt;
    }
  }
  if (out.starts_with("00")) out.replace(0, 2, "+");
  if (!out.starts_with('+') || out.size() > most_digits) return std::nullopt;
  return out;
}

bool has_length_of_phone(std::string_view with_plus) {
  return with_plus.size() >= 9 && with_plus.size() <= 16;
}

std::optional<std::string> normal_phone(std::string_view value) {
  const auto plain = plain_phone(value);
  if (!plain) return std::nullopt;
  std::string out = "+" + compared_phone(std::string_view(*plain).substr(1));
  if (!has_length_of_phone(out)) return std::nullopt;
  return out;
}

}  // namespace

std::optional<std::string> normal_address(std::string_view kind, std::string_view value) {
  value = trimmed(value);
  if (!is_utf8(value)) return std::nullopt;
  if (kind == "email") return normal_email(value);
  if (kind == "phone") return normal_phone(value);
  if (value.empty() || value.size() > longest_subscription) return std::nullopt;
  return std::string(value);
}

bool is_normal_address(std::string_view kind, std::string_view value, std::string_view normal) {
  if (normal_address(kind, value) == normal) return true;
  return kind == "phone" && is_utf8(value) && has_length_of_phone(normal) &&
         plain_phone(trimmed(value)) == normal;
}

}  // namespace lifecycled
