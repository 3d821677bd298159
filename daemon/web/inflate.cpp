#include "web/inflate.hpp"

#include <algorithm>

#include <zlib.h>

namespace lifecycled {
namespace {

struct Stream : z_stream {
  Stream() : z_stream{} {}
  ~Stream() { inflateEnd(this); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
};

constexpr int any_wrapper = 32 + MAX_WBITS;  // zlib finds out which of the two it is

}  // namespace

InflateResult inflate_body(std::string_view zipped, std::size_t most_bytes, std::string& out) {
  out.clear();
  Stream stream;
  if (inflateInit2(&stream, any_wrapper) != Z_OK) return InflateResult::Broken;
  // zlib does not write to its input; its type only lacks the const.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(zipped.data()));
  stream.avail_in = static_cast<uInt>(zipped.size());
  for (std::size_t size = std::min(most_bytes + 1, zipped.size() * 4 + 64);;) {
    const std::size_t written = out.size();
    out.resize(size);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + written);
    stream.avail_out = static_cast<uInt>(size - written);
    const int result = inflate(&stream, Z_NO_FLUSH);
    out.resize(size - stream.avail_out);
    if (out.size() > most_bytes) return InflateResult::TooLarge;
    if (result == Z_STREAM_END) return stream.avail_in == 0 ? InflateResult::Done : InflateResult::Broken;
    // Out of input before the end, or no zip at all.
    if (result != Z_OK || stream.avail_out > 0) return InflateResult::Broken;
    size = std::min(most_bytes + 1, size * 2);
  }
}

}  // namespace lifecycled
