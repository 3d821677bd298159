#include "base/redaction.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr std::string_view stand_in = "[secret]";

std::string in_url(std::string_view text, bool in_capitals) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          c == '-' || c == '_' || c == '.' || c == '~';
    const auto byte = static_cast<unsigned>(static_cast<unsigned char>(c));
    if (is_plain) {
      out += c;
    } else {
      out += in_capitals ? fmt::format("%{:02X}", byte) : fmt::format("%{:02x}", byte);
    }
  }
  return out;
}

std::string in_json(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

// What base64 of a longer text shows of this one when it begins `skipped` bytes after a group of three: only
// the characters that it determines alone.
std::string in_base64url(std::string_view text, std::size_t skipped) {
  const std::string padded = std::string(skipped, 'x') + std::string(text);
  const std::string written = to_base64url(padded);
  const std::size_t first = skipped == 0 ? 0 : skipped == 1 ? 2 : 3;
  const std::size_t count = padded.size() * 8 / 6;
  return count > first ? written.substr(first, count - first) : "";
}

}  // namespace

Redaction::Redaction(const std::vector<std::string>& secrets) {
  const auto add = [this](std::string pattern) {
    if (pattern.size() >= shortest) patterns_.push_back(std::move(pattern));
  };
  for (const std::string& secret : secrets) {
    // A key in PEM has lines, and a log has one: each line is a secret.
    for (const std::string_view line : split(secret, '\n')) {
      const std::string_view part = trimmed(line);
      if (part.size() < shortest) continue;
      add(std::string(part));
      add(clean_line(part, part.size()));
      add(in_url(part, true));
      add(in_url(part, false));
      add(in_json(part));
    }
    if (secret.size() < shortest) continue;
    for (std::size_t skipped = 0; skipped < 3; ++skipped) {
      std::string encoded = in_base64url(secret, skipped);
      add(encoded);
      std::ranges::replace(encoded, '-', '+');
      std::ranges::replace(encoded, '_', '/');
      add(std::move(encoded));
    }
  }
  std::ranges::sort(patterns_, [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  const auto rest = std::ranges::unique(patterns_);
  patterns_.erase(rest.begin(), rest.end());
}

std::string Redaction::clean(std::string_view text) const {
  std::string out(text);
  for (const std::string& pattern : patterns_) {
    for (std::size_t at = out.find(pattern); at != out.npos; at = out.find(pattern, at + stand_in.size())) {
      out.replace(at, pattern.size(), stand_in);
    }
    // Lines are cut at some length, perhaps in the middle of one.
    for (std::size_t length = std::min(pattern.size() - 1, out.size()); length >= shortest; --length) {
      if (!out.ends_with(std::string_view(pattern).substr(0, length))) continue;
      out.replace(out.size() - length, length, stand_in);
      break;
    }
  }
  return out;
}

}  // namespace lifecycled
