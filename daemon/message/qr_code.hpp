// QR codes in mails: pictures that travel with the mail, since Gmail shows no data: URIs. The filter `qr`
// writes a reference that holds the text itself; whoever hands the mail over makes the pictures from the
// references. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lifecycled {

constexpr std::size_t most_qr_bytes = 200;

// "cid:qr.TEXT@lifecycled", for src="".
std::string qr_reference(std::string_view text);

// A PNG, eight pixels a module, with the quiet zone that scanners want; nothing for too long a text.
std::optional<std::string> qr_png(std::string_view text);

// The same as lines, for print of any size.
std::optional<std::string> qr_svg(std::string_view text);

struct QrPicture {
  std::string content_id;  // without "cid:"
  std::string png;
};
// Of all references in attributes of this HTML, each once; of a mail with more than twenty the first ones.
std::vector<QrPicture> qr_pictures(std::string_view html);

// For a browser, which knows no cid: the references as data: URIs.
std::string with_qr_inside(std::string html);

}  // namespace lifecycled
