// qr and picture: what src="" takes for a picture that travels with the mail. Only the html of a mail has
// such pictures, and only html is escaped.
#include <fmt/format.h>

#include "base/text.hpp"
#include "liquid/error.hpp"
#include "liquid/filter_text.hpp"
#include "message/filter_locale.hpp"
#include "message/inline_pictures.hpp"
#include "message/qr_code.hpp"

namespace lifecycled {
namespace {

using liquid::FilterCall;
using liquid::Value;

void need_html(FilterCall& call, std::string_view filter) {
  if (!call.context().options().escape_html)
    throw liquid::Error(liquid::Fault::value,
                        fmt::format("{} makes a picture for the html of a mail, and this is no html", filter),
                        "print the text itself, or a link");
}

Value qr(FilterCall& call) {
  need_html(call, "qr");
  if (call.input().is_nil()) return Value("");
  const liquid::Text text(call.input(), call.budget());
  if (text.view().size() > most_qr_bytes)
    throw liquid::Error(liquid::Fault::value, "a QR code holds at most 200 bytes", "shorten the text");
  return Value(text.view().empty() ? "" : qr_reference(text.view()));
}

Value picture(FilterCall& call, const PictureFiles& own) {
  need_html(call, "picture");
  if (call.input().is_nil()) return Value("");
  const liquid::Text name(call.input(), call.budget());
  if (own.contains(name.view())) return Value(picture_reference(name.view()));
  std::vector<std::string> names;
  for (const auto& [known, file] : own) names.push_back(known);
  const std::string near = did_you_mean(name.view(), names);
  throw liquid::Error(
      liquid::Fault::value,
      fmt::format("there is no picture \"{}\" in messages/pictures", shortened(name.view(), 60)),
      near.empty() ? "put a PNG, JPEG or GIF there" : near);
}

}  // namespace

void add_picture_filters(liquid::FilterSet& set, const std::shared_ptr<const PictureFiles>& own) {
  set.add({"qr", 0, 0, qr});
  set.add({"picture", 0, 0, [own](FilterCall& call) { return picture(call, *own); }});
}

}  // namespace lifecycled
