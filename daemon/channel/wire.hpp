// Numbers and texts in a frame's body: Writer appends them, Reader takes them off and never leaves its bytes.
// For frames.cpp and message_batch.cpp only.
#pragma once

#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

namespace lifecycled::frames {

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  template <class Number>
  void number(Number value) {
    static_assert(std::is_arithmetic_v<Number>);
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out_.append(bytes, sizeof bytes);
  }
  void text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    out_.append(value);
    out_.push_back('\0');
  }

 private:
  std::string& out_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  template <class Number>
  Number number() {
    Number value{};
    if (!has(sizeof value)) return value;
    std::memcpy(&value, at_, sizeof value);
    at_ += sizeof value;
    return value;
  }
  // Lies in the bytes read from, and a NUL follows it.
  std::string_view text() {
    const auto size = std::size_t{number<std::uint32_t>()};
    if (!has(size + 1) || at_[size] != '\0') {
      fail();
      return {"", 0};
    }
    const std::string_view value(at_, size);
    at_ += size + 1;
    return value;
  }

  void fail() {
    is_good_ = false;
    at_ = end_;
  }
  bool is_good() const { return is_good_; }
  bool at_end() const { return at_ == end_; }
  // Everything was read, and it was all there.
  bool is_complete() const { return is_good_ && at_end(); }

 private:
  bool has(std::size_t bytes) {
    if (static_cast<std::size_t>(end_ - at_) < bytes) fail();
    return is_good_;
  }

  const char* at_;
  const char* end_;
  bool is_good_ = true;
};

}  // namespace lifecycled::frames
