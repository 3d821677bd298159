// The receiving side, as a browser does it: for tests. Nothing is checked beyond what a test needs.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "content_coding.hpp"
#include "openssl_parts.hpp"

namespace webpush {

struct OpenedHeader {
  std::string salt, key_id, rest;
  std::uint32_t record_size = 0;
};

inline OpenedHeader open_header(std::string_view body) {
  OpenedHeader out;
  out.salt = body.substr(0, 16);
  for (std::size_t i = 16; i < 20; ++i)
    out.record_size = out.record_size << 8 | static_cast<unsigned char>(body[i]);
  const std::size_t key_id_size = static_cast<unsigned char>(body[20]);
  out.key_id = body.substr(21, key_id_size);
  out.rest = body.substr(21 + key_id_size);
  return out;
}

// Decrypts every record and takes delimiters and padding away.
inline std::string open_records(const OpenedHeader& header, const ContentKey& key) {
  std::string text;
  for (std::size_t at = 0, number = 0; at < header.rest.size(); at += header.record_size, ++number) {
    const std::string record = header.rest.substr(at, header.record_size);
    const std::size_t size = record.size() - tag_size;
    std::string plain(size, '\0'), tag = record.substr(size);
    const std::string nonce = key.nonce(number);
    const CipherContext context(EVP_CIPHER_CTX_new());
    int length = 0;
    const auto raw = [](const std::string& bytes) {
      return reinterpret_cast<const unsigned char*>(bytes.data());
    };
    auto* out = reinterpret_cast<unsigned char*>(plain.data());
    const bool is_whole =
        EVP_DecryptInit_ex2(context.get(), EVP_aes_128_gcm(), raw(key.key()), raw(nonce), nullptr) == 1 &&
        EVP_DecryptUpdate(context.get(), out, &length, raw(record), static_cast<int>(size)) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(context.get(), out + length, &length) == 1;
    if (!is_whole) throw std::runtime_error("record " + std::to_string(number) + " does not open");
    plain.resize(plain.find_last_not_of('\0') + 1);
    const bool is_last = at + header.record_size >= header.rest.size();
    if (plain.empty() || plain.back() != (is_last ? last_record : further_record))
      throw std::runtime_error("record " + std::to_string(number) + " has the wrong delimiter");
    plain.pop_back();
    text += plain;
  }
  return text;
}

}  // namespace webpush
