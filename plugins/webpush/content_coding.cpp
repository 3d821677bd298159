#include "content_coding.hpp"

#include "openssl_parts.hpp"

namespace webpush {
namespace {

using namespace std::string_view_literals;

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

std::string coding_header(std::string_view salt, std::uint32_t record_size, std::string_view key_id) {
  std::string header(salt);
  for (const int shift : {24, 16, 8, 0}) header += static_cast<char>(record_size >> shift & 255);
  header += static_cast<char>(key_id.size());
  header += key_id;
  return header;
}

ContentKey::ContentKey(std::string_view salt, std::string_view input_key) {
  const std::string pseudo_random_key = hmac_sha256(salt, input_key);
  key_ = hkdf_expand(pseudo_random_key, "Content-Encoding: aes128gcm\0"sv, 16);
  base_nonce_ = hkdf_expand(pseudo_random_key, "Content-Encoding: nonce\0"sv, 12);
}

std::string ContentKey::nonce(std::uint64_t record) const {
  std::string nonce = base_nonce_;
  for (std::size_t i = 0; i < 8; ++i) {
    char& byte = nonce[nonce.size() - 1 - i];
    byte = static_cast<char>(byte ^ static_cast<char>(record >> (8 * i) & 255));
  }
  return nonce;
}

std::string ContentKey::seal(std::uint64_t record, std::string_view padded) const {
  const CipherContext context(EVP_CIPHER_CTX_new());
  const std::string own_nonce = nonce(record);
  std::string sealed(padded.size() + tag_size, '\0');
  auto* out = reinterpret_cast<unsigned char*>(sealed.data());
  int size = 0, rest = 0;
  require(
      context != nullptr &&
          EVP_EncryptInit_ex2(context.get(), EVP_aes_128_gcm(), raw(key_), raw(own_nonce), nullptr) == 1 &&
          EVP_EncryptUpdate(context.get(), out, &size, raw(padded), static_cast<int>(padded.size())) == 1 &&
          EVP_EncryptFinal_ex(context.get(), out + size, &rest) == 1 &&
          EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, out + padded.size()) == 1,
      "cannot encrypt");
  return sealed;
}

}  // namespace webpush
