// The content coding aes128gcm (RFC 8188): a header, then records, each sealed by AES-128-GCM. Web push sends
// one record. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace webpush {

constexpr std::size_t salt_size = 16, tag_size = 16;
// The delimiter that begins a record's padding.
constexpr char last_record = '\x02', further_record = '\x01';

std::string coding_header(std::string_view salt, std::uint32_t record_size, std::string_view key_id);

// What seals the records of one body.
class ContentKey {
 public:
  ContentKey(std::string_view salt, std::string_view input_key);
  // `padded` is data, delimiter, zeros.
  std::string seal(std::uint64_t record, std::string_view padded) const;

  const std::string& key() const { return key_; }
  // The nonce of that record (2.3).
  std::string nonce(std::uint64_t record) const;

 private:
  std::string key_, base_nonce_;
};

}  // namespace webpush
