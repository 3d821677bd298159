// Pictures of the shop's own that travel with its mails: messages/pictures/NAME. Constant after loading; any
// thread may read them.
#pragma once

#include <map>
#include <memory>
#include <string>

namespace lifecycled {

struct PictureFile {
  std::string media_type;  // "image/png"
  std::string bytes;
};

// By the path below messages/pictures, such as "logo.png". A mail that is on its way keeps those it began
// with.
using PictureFiles = std::map<std::string, PictureFile, std::less<>>;

}  // namespace lifecycled
