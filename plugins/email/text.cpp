#include "text.hpp"

#include <algorithm>
#include <array>

namespace email {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_letter_or_digit(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9'); }

// How many bytes the character at `text` takes, 0 when that is not UTF-8 (RFC 3629).
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  if (first == 0xe0 && byte(1) < 0xa0) return 0;   // overlong
  if (first == 0xed && byte(1) >= 0xa0) return 0;  // a surrogate
  if (first == 0xf0 && byte(1) < 0x90) return 0;   // overlong
  if (first == 0xf4 && byte(1) >= 0x90) return 0;  // beyond U+10FFFF
  return length;
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  while (!text.empty()) {
    std::size_t length = character_length(text);
    if (length == 0) {
      line += '?';
      length = 1;
    } else if (is_control(text.front())) {
      line += ' ';
    } else {
      line += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return line;
}

std::string bracket_content(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    const bool is_outside_ascii = static_cast<unsigned char>(c) >= 0x80;
    if (!is_control(c) && !is_outside_ascii && c != ' ' && c != '<' && c != '>' && c != ',') kept += c;
  }
  return kept;
}

bool is_address(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == address.npos || at == 0 || at + 1 == address.size()) return false;
  // RFC 5321, 4.5.3.1: 64 octets of local part, 255 of domain.
  if (at > 64 || address.size() - at - 1 > 255) return false;
  for (std::string_view left = address; !left.empty();) {
    const std::size_t length = character_length(left);
    if (length == 0 || is_control(left.front())) return false;
    if (std::string_view(" <>()[],;:\\\"").find(left.front()) != std::string_view::npos) return false;
    left.remove_prefix(length);
  }
  const std::string_view local = address.substr(0, at), domain = address.substr(at + 1);
  return local.find('@') == local.npos && domain.front() != '.' && domain.back() != '.' &&
         domain.front() != '-' && domain.find("..") == domain.npos;
}

std::string domain_of(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == address.npos) return "";
  std::string domain(address.substr(at + 1));
  std::transform(domain.begin(), domain.end(), domain.begin(), lower);
  return domain;
}

bool is_free_header(std::string_view name) {
  if (name.empty() || name.size() > 70) return false;
  if (!std::all_of(name.begin(), name.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; }))
    return false;
  std::string lowered(name);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower);
  // What this plugin writes, what decides who gets the message, and what only a server may write.
  constexpr std::array<std::string_view, 22> ours = {"from",
                                                     "to",
                                                     "cc",
                                                     "bcc",
                                                     "sender",
                                                     "reply-to",
                                                     "subject",
                                                     "date",
                                                     "message-id",
                                                     "list-id",
                                                     "list-unsubscribe",
                                                     "list-unsubscribe-post",
                                                     "feedback-id",
                                                     "received",
                                                     "return-path",
                                                     "resent-to",
                                                     "resent-cc",
                                                     "resent-bcc",
                                                     "mime-version",
                                                     "dkim-signature",
                                                     "authentication-results",
                                                     "resent-from"};
  return std::find(ours.begin(), ours.end(), lowered) == ours.end() && !lowered.starts_with("content-") &&
         !lowered.starts_with("arc-");
}

void append_with_crlf(std::string_view text, std::string& out) {
  out.reserve(out.size() + text.size() + text.size() / 32 + 2);
  while (!text.empty()) {
    const auto end = text.find_first_of("\r\n");
    if (end == text.npos) break;
    out.append(text.substr(0, end)).append("\r\n");
    const bool is_pair = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
    text.remove_prefix(end + (is_pair ? 2 : 1));
  }
  if (!text.empty()) out.append(text).append("\r\n");
}

}  // namespace email
