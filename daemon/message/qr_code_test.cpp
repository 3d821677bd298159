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

TEST_CASE("references in attributes become pictures, each once") {
  const std::string a = qr_reference("A & ü"), b = qr_reference("B");
  const std::string html = "<img src=\"" + a + "\"><img src=\"" + b + "\"><img src=\"" + a + "\">";
  const auto pictures = qr_pictures(html);
  REQUIRE(pictures.size() == 2);
  CHECK("cid:" + pictures[0].content_id == a);
  CHECK(pictures[1].png == *qr_png("B"));
  // What a customer wrote is escaped, and makes no pictures.
  CHECK(qr_pictures("&quot;" + a + "&quot; " + a).empty());
  CHECK(qr_pictures("<img src=\"cid:qr.***@lifecycled\"><img src=\"cid:qr.QQ\"><img src=\"cid:qr.").empty());
  std::string many;
  for (int i = 0; i < 30; ++i) many += "<img src=\"" + qr_reference(std::to_string(i)) + "\">";
  CHECK(qr_pictures(many).size() == 20);
}

TEST_CASE("a browser gets them in the page") {
  const std::string page = with_qr_inside("<img src=\"" + qr_reference("A") + "\"> <img src=\"cid:logo\">");
  CHECK(page.starts_with("<img src=\"data:image/png;base64,iVBORw0KGgo"));
  CHECK(page.ends_with("<img src=\"cid:logo\">"));
}

}  // namespace
}  // namespace lifecycled
