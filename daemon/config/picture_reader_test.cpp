#include "config/picture_reader.hpp"

#include <doctest/doctest.h>

#include "config/testing.hpp"

using namespace lifecycled;

namespace {

const std::string png = std::string("\x89PNG\r\n\x1a\n") + "body";

}  // namespace

TEST_CASE("pictures are known by their first bytes and named by their path") {
  const testing::Folder folder;
  folder.write("pictures/logo.png", png);
  folder.write("pictures/spring/tea.jpg", "\xff\xd8\xff\xe0 body");
  folder.write("pictures/wave.gif", "GIF89a body");
  folder.write("pictures/.hidden.png", png);
  Problems problems;
  const PictureFiles pictures = read_pictures(folder.path() / "pictures", "messages/pictures", problems);
  CHECK(testing::lines(problems) == "");
  REQUIRE(pictures.size() == 3);
  CHECK(pictures.at("logo.png").bytes == png);
  CHECK(pictures.at("logo.png").media_type == "image/png");
  CHECK(pictures.at("spring/tea.jpg").media_type == "image/jpeg");
  CHECK(pictures.at("wave.gif").media_type == "image/gif");
}

TEST_CASE("what mail programs do not show and what is too heavy is told") {
  const testing::Folder folder;
  folder.write("pictures/a.png", "<svg/>");
  folder.write("pictures/b.png", png + std::string(most_picture_bytes, 'x'));
  folder.write("pictures/c.png", "");
  Problems problems;
  CHECK(read_pictures(folder.path() / "pictures", "messages/pictures", problems).empty());
  CHECK(
      testing::lines(problems) ==
      "messages/pictures/a.png: this is no picture that mail programs show; save it as PNG, JPEG or GIF; "
      "they show "
      "neither SVG nor WebP\n"
      "messages/pictures/b.png: this picture has 262156 bytes, and every mail with it carries them; make it "
      "smaller, 262144 bytes at most, or put it on your site and name its https address\n"
      "messages/pictures/c.png: this is no picture that mail programs show; save it as PNG, JPEG or GIF; "
      "they show "
      "neither SVG nor WebP\n");
}

TEST_CASE("a folder of too many bytes ends where they do") {
  const testing::Folder folder;
  const std::string largest = png + std::string(most_picture_bytes - png.size(), 'x');
  for (std::size_t i = 0; i <= most_pictures_bytes / most_picture_bytes; ++i)
    folder.write("pictures/" + std::to_string(i) + ".png", largest);
  Problems problems;
  const auto pictures = read_pictures(folder.path() / "pictures", "messages/pictures", problems);
  CHECK(pictures.size() == most_pictures_bytes / most_picture_bytes);
  CHECK(testing::lines(problems).find("the pictures have more than 16 MB together") != std::string::npos);
}
