#include "base/mentions.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t shortest_word = 5;

bool is_letter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

// As in a form or a URL.
std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_letter(c) || c == '-' || c == '_' || c == '.' || c == '~') {
      out += c;
    } else {
      out += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

bool stands_in_quotes(std::string_view text, std::size_t at, std::size_t size) {
  return at > 0 && text[at - 1] == '"' && at + size < text.size() && text[at + size] == '"';
}

// `"userId": 7`, `user_id=7`
bool stands_behind_id(std::string_view text, std::size_t at) {
  const auto passed = [&](std::string_view marks) {
    while (at > 0 && marks.find(text[at - 1]) != std::string_view::npos) --at;
  };
  passed(" ");
  if (at == 0 || (text[at - 1] != ':' && text[at - 1] != '=')) return false;
  passed(":=");
  passed(" \"'");
  return at >= 2 && text.substr(at - 2, 2) == "id";
}

bool stands_alone(std::string_view text, std::size_t at, std::size_t size) {
  const bool begins = at == 0 || !is_letter(text[at - 1]) || (at >= 3 && text[at - 3] == '%');
  return begins && (at + size == text.size() || !is_letter(text[at + size]));
}

}  // namespace

void Mentions::add(std::string_view identifier) {
  const std::string small = lower_ascii(trimmed(identifier));
  if (small.empty()) return;
  const auto take = [&](std::string needle) {
    if (std::ranges::find(needles_, needle) == needles_.end()) needles_.push_back(std::move(needle));
  };
  take(small);
  take(percent_encoded(small));
  // Providers write phones without the plus.
  if (small.starts_with('+')) take(small.substr(1));
}

bool Mentions::in(std::string_view text) const {
  const std::string small = lower_ascii(text);
  return std::ranges::any_of(needles_, [&](const std::string& needle) {
    for (std::size_t at = small.find(needle); at != std::string::npos; at = small.find(needle, at + 1)) {
      if (!stands_alone(small, at, needle.size())) continue;
      if (needle.size() >= shortest_word || stands_in_quotes(small, at, needle.size()) ||
          stands_behind_id(small, at))
        return true;
    }
    return false;
  });
}

}  // namespace lifecycled
