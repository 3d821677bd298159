#include "message/qr_code.hpp"

#include <doctest/doctest.h>

namespace lifecycled {
namespace {

TEST_CASE("a picture of the size that the text needs") {
  const auto png = qr_png("https://shop.example/r/1");
  REQUIRE(png);
  CHECK(png->starts_with("\x89PNG\r\n\x1a\n"));
  // Version 2 has 25 modules: with the quiet zone 33, of eight pixels each.
  CHECK(png->substr(16, 8) == std::string("\0\0\x01\x08\0\0\x01\x08", 8));
  CHECK_FALSE(qr_png(""));
  CHECK_FALSE(qr_png(std::string(most_qr_bytes + 1, 'x')));
  CHECK(qr_png(std::string(most_qr_bytes, '\xff')));
}

}  // namespace
}  // namespace lifecycled
