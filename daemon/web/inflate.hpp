// Unzips a request body with a bound on what comes out: a few kilobytes can hold a gigabyte. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lifecycled {

enum class InflateResult { Done, Broken, TooLarge };
// gzip (RFC 1952) or zlib (RFC 1950), whichever `zipped` begins with.
InflateResult inflate_body(std::string_view zipped, std::size_t most_bytes, std::string& out);

}  // namespace lifecycled
