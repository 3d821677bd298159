// Filters for URLs and Base64.
#include <array>
#include <cstdint>

#include "liquid/error.hpp"
#include "liquid/filter_text.hpp"
#include "liquid/standard_filters.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";
constexpr std::string_view plain_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

Value url_encode(FilterCall& call) {
  if (call.input().is_nil()) return {};
  const Text text(call.input(), call.budget());
  std::string result;
  for (const char c : text.view()) {
    if (is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.' || c == '~') {
      result += c;
    } else if (c == ' ') {
      result += '+';
    } else {
      const auto byte = static_cast<unsigned char>(c);
      result += {'%', hex_digits[byte >> 4U], hex_digits[byte & 15U]};
    }
  }
  return Value(std::move(result));
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

Value url_decode(FilterCall& call) {
  if (call.input().is_nil()) return {};
  const Text text(call.input(), call.budget());
  const std::string_view encoded = text.view();
  std::string result;
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    const int high = encoded[i] == '%' && i + 2 < encoded.size() ? hex_value(encoded[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(encoded[i + 2]) : -1;
    if (low >= 0) {
      result += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      result += encoded[i] == '+' ? ' ' : encoded[i];
    }
  }
  if (!is_valid(result)) throw Error(Fault::value, "invalid byte sequence in UTF-8");
  return Value(std::move(result));
}

std::string encode_base64(std::string_view text, std::string_view alphabet) {
  std::string result;
  result.reserve((text.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < text.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = i; j < i + 3; ++j)
      group = (group << 8U) | (j < text.size() ? static_cast<unsigned char>(text[j]) : 0U);
    for (unsigned j = 0; j < 4; ++j)
      result += i + j > text.size() ? '=' : alphabet[(group >> (18U - 6U * j)) & 63U];
  }
  return result;
}

std::string decode_base64(std::string_view text, std::string_view alphabet, bool needs_padding,
                          std::string_view filter) {
  const auto bad = [filter] {
    return Error(Fault::value, "invalid base64 provided to " + std::string(filter));
  };
  if (needs_padding && text.size() % 4 != 0) throw bad();
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  if (text.size() % 4 == 1) throw bad();
  std::array<int, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<int>(i);
  std::string result;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const int value = values[static_cast<unsigned char>(c)];
    if (value < 0) throw bad();
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    result += static_cast<char>((bits >> count) & 255U);
  }
  if ((bits & ((1U << count) - 1U)) != 0) throw bad();
  return result;
}

FilterFunction encoder(std::string_view alphabet) {
  return [alphabet](FilterCall& call) {
    const Text text(call.input(), call.budget());
    return Value(encode_base64(text.view(), alphabet));
  };
}

FilterFunction decoder(std::string_view alphabet, bool needs_padding, std::string_view filter) {
  return [alphabet, needs_padding, filter](FilterCall& call) {
    const Text text(call.input(), call.budget());
    return Value(decode_base64(text.view(), alphabet, needs_padding, filter));
  };
}

}  // namespace

void add_encoding_filters(FilterSet& set) {
  set.add({"url_encode", 0, 0, url_encode});
  set.add({"url_decode", 0, 0, url_decode});
  set.add({"base64_encode", 0, 0, encoder(plain_alphabet)});
  set.add({"base64_decode", 0, 0, decoder(plain_alphabet, true, "base64_decode")});
  set.add({"base64_url_safe_encode", 0, 0, encoder(url_alphabet)});
  set.add({"base64_url_safe_decode", 0, 0, decoder(url_alphabet, false, "base64_url_safe_decode")});
}

}  // namespace lifecycled::liquid
