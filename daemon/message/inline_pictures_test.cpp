#include "message/inline_pictures.hpp"

#include <doctest/doctest.h>

#include "message/qr_code.hpp"

namespace lifecycled {
namespace {

std::string shown(const std::string& reference) { return "<img src=\"" + reference + "\">"; }

TEST_CASE("references in attributes become pictures, each once") {
  const std::string a = qr_reference("A & ü"), b = qr_reference("B");
  const auto pictures = inline_pictures(shown(a) + shown(b) + shown(a), {});
  REQUIRE(pictures.size() == 2);
  CHECK("cid:" + pictures[0].content_id == a);
  CHECK(pictures[1].bytes == *qr_png("B"));
  CHECK(pictures[1].file_name == "qr.png");
  CHECK(inline_pictures("<img src='" + a + "'>", {}).size() == 1);
  // What a customer wrote is escaped, and makes no pictures.
  CHECK(inline_pictures("&quot;" + a + "&quot; &#39;" + a + "&#39; " + a, {}).empty());
  for (const char* odd :
       {"cid:qr.***@lifecycled", "cid:qr.QQ", "cid:@lifecycled", "cid:qr.@lifecycled", "cid:"})
    CHECK(inline_pictures(shown(odd), {}).empty());
  CHECK(inline_pictures("<img src=\"cid:qr.", {}).empty());
  std::string many;
  for (int i = 0; i < 30; ++i) many += shown(qr_reference(std::to_string(i)));
  CHECK(inline_pictures(many, {}).size() == 20);
}

TEST_CASE("the shop's own pictures travel under their file's name") {
  const PictureFiles own{{"spring/tëa.jpg", {"image/jpeg", "bytes"}}};
  const auto pictures =
      inline_pictures(shown(picture_reference("spring/tëa.jpg")) + shown(picture_reference("gone.png")), own);
  REQUIRE(pictures.size() == 1);
  CHECK(pictures[0].file_name == "tëa.jpg");
  CHECK(pictures[0].media_type == "image/jpeg");
  CHECK(pictures[0].bytes == "bytes");
}

TEST_CASE("a browser gets them in the page") {
  const PictureFiles own{{"logo.png", {"image/png", "abc"}}};
  const std::string page = with_pictures_inside(
      "<img src='" + qr_reference("A") + "'>" + shown(picture_reference("logo.png")) + shown("cid:other"),
      own);
  CHECK(page.starts_with("<img src='data:image/png;base64,iVBORw0KGgo"));
  CHECK(page.ends_with("<img src=\"data:image/png;base64,YWJj\"><img src=\"cid:other\">"));
}

}  // namespace
}  // namespace lifecycled
