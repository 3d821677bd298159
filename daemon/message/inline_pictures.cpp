#include "message/inline_pictures.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "message/qr_code.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_pictures = 20;
constexpr std::string_view scheme = "cid:";
constexpr std::string_view qr_start = "cid:qr.", own_start = "cid:picture.", ending = "@lifecycled";

std::string reference(std::string_view start, std::string_view what) {
  return fmt::format("{}{}{}", start, to_base64url(what), ending);
}

std::optional<std::string> held(std::string_view address, std::string_view start) {
  if (!address.starts_with(start) || !address.ends_with(ending)) return std::nullopt;
  address.remove_prefix(start.size());
  address.remove_suffix(std::min(ending.size(), address.size()));
  return from_base64url(address);
}

std::optional<InlinePicture> picture_of(std::string_view address, const PictureFiles& own) {
  const std::string id(address.substr(scheme.size()));
  if (const auto text = held(address, qr_start)) {
    auto png = qr_png(*text);
    return png ? std::optional(InlinePicture{"qr.png", "image/png", id, std::move(*png)}) : std::nullopt;
  }
  const auto name = held(address, own_start);
  const auto file = name ? own.find(*name) : own.end();
  if (file == own.end()) return std::nullopt;
  return InlinePicture{name->substr(name->rfind('/') + 1), file->second.media_type, id, file->second.bytes};
}

}  // namespace

std::string qr_reference(std::string_view text) { return reference(qr_start, text); }
std::string picture_reference(std::string_view name) { return reference(own_start, name); }

std::vector<InlinePicture> inline_pictures(std::string_view html, const PictureFiles& own) {
  std::vector<InlinePicture> out;
  for (auto at = html.find(scheme, 1); at != std::string_view::npos && out.size() < most_pictures;
       at = html.find(scheme, at + 1)) {
    const char quote = html[at - 1];
    const auto end = quote == '"' || quote == '\'' ? html.find(quote, at) : std::string_view::npos;
    if (end == std::string_view::npos) continue;
    auto picture = picture_of(html.substr(at, end - at), own);
    if (picture && std::ranges::find(out, picture->content_id, &InlinePicture::content_id) == out.end())
      out.push_back(std::move(*picture));
  }
  return out;
}

std::string with_pictures_inside(std::string html, const PictureFiles& own) {
  for (const InlinePicture& picture : inline_pictures(html, own)) {
    const std::string data = fmt::format("data:{};base64,{}", picture.media_type, to_base64(picture.bytes));
    for (const char quote : {'"', '\''}) {
      const std::string named = fmt::format("{0}{1}{2}{0}", quote, scheme, picture.content_id);
      for (auto at = html.find(named); at != std::string::npos; at = html.find(named, at + data.size()))
        html.replace(at + 1, named.size() - 2, data);
    }
  }
  return html;
}

}  // namespace lifecycled
