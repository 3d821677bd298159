// A frame that is being written. For frames.cpp and return_frames.cpp only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "channel/frames.hpp"
#include "channel/wire.hpp"

namespace lifecycled::frames {

constexpr std::size_t length_bytes = sizeof(std::uint32_t);

// Writes the length when the body is complete.
class OpenFrame {
 public:
  OpenFrame(std::string& out, Kind kind) : out_(out), begin_(out.size()) {
    Writer writer(out_);
    writer.number(std::uint32_t{0});
    writer.number(static_cast<std::uint8_t>(kind));
  }
  ~OpenFrame() { close(out_, begin_); }
  OpenFrame(const OpenFrame&) = delete;
  OpenFrame& operator=(const OpenFrame&) = delete;

  static void close(std::string& out, std::size_t begin) {
    const auto length = static_cast<std::uint32_t>(out.size() - begin - length_bytes);
    std::memcpy(out.data() + begin, &length, sizeof length);
  }
  std::size_t size() const { return out_.size() - begin_; }

 private:
  std::string& out_;
  std::size_t begin_;
};

}  // namespace lifecycled::frames
