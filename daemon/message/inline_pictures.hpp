// Pictures that travel with a mail, since Gmail shows no data: addresses. The filters `qr` and `picture`
// write references (RFC 2392, cid:) that name what is to be shown; whoever hands the mail over makes the
// pictures from them, and a page in the browser shows them in itself. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/picture_file.hpp"

namespace lifecycled {

// For src="": a QR code of this text, and the shop's own picture of this name.
std::string qr_reference(std::string_view text);
std::string picture_reference(std::string_view name);

struct InlinePicture {
  std::string file_name;
  std::string media_type;
  std::string content_id;  // without "cid:"
  std::string bytes;
};
// Of all references in attributes of this HTML, each once; of a mail with more than twenty the first ones. A
// picture that has gone since the text was written is left out.
std::vector<InlinePicture> inline_pictures(std::string_view html, const PictureFiles& own);

// For a browser, which knows no cid: the references as data: addresses.
std::string with_pictures_inside(std::string html, const PictureFiles& own);

}  // namespace lifecycled
