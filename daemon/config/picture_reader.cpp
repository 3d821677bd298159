#include "config/picture_reader.hpp"

#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "config/folder.hpp"

namespace lifecycled {

namespace fs = std::filesystem;

std::string_view mail_picture_type(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return "image/gif";
  return "";
}

PictureFiles read_pictures(const fs::path& folder, const std::string& shown, Problems& problems) {
  PictureFiles out;
  std::size_t all = 0;
  for (const fs::path& name : files_below(folder, "")) {
    const Place place{(fs::path(shown) / name).string(), 0, 0};
    std::error_code failed;
    const auto size = fs::file_size(folder / name, failed);
    if (failed) {
      problems.error(place, fmt::format("this picture cannot be read: {}", failed.message()));
      continue;
    }
    if (size > most_picture_bytes) {
      problems.error(
          place, fmt::format("this picture has {} bytes, and every mail with it carries them", size),
          fmt::format("make it smaller, {} bytes at most, or put it on your site and name its https address",
                      most_picture_bytes));
      continue;
    }
    all += size;
    if (all > most_pictures_bytes) {
      problems.error(place,
                     fmt::format("the pictures have more than {} MB together", most_pictures_bytes >> 20),
                     "take those away that no message shows");
      break;
    }
    PictureFile picture;
    try {
      picture.bytes = read_file((folder / name).string(), most_picture_bytes);
    } catch (const std::runtime_error& error) {
      problems.error(place, error.what());
      continue;
    }
    picture.media_type = mail_picture_type(picture.bytes);
    if (picture.media_type.empty()) {
      problems.error(place, "this is no picture that mail programs show",
                     "save it as PNG, JPEG or GIF; they show neither SVG nor WebP");
    } else if (!is_utf8(name.generic_string())) {
      problems.error(place, "the name of this file is not UTF-8");
    } else {
      out.emplace(name.generic_string(), std::move(picture));
    }
  }
  return out;
}

}  // namespace lifecycled
