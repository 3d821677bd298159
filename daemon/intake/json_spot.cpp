#include "intake/json_spot.hpp"

#include <algorithm>
#include <charconv>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "intake/json_slices.hpp"

namespace lifecycled {

const boost::json::value* JsonSpot::find(const JsonPointer& place) const {
  boost::json::error_code none;
  return value_->find_pointer(place.text, none);
}

std::string_view JsonSpot::written(const JsonPointer& place) const {
  std::string_view at = text_;
  for (const std::string& token : place.tokens) {
    if (at.starts_with('[')) {
      const auto elements = json_elements(at);
      std::size_t index = 0;
      std::from_chars(token.data(), token.data() + token.size(), index);
      if (index >= elements.size()) return "";
      at = elements[index];
    } else {
      at = json_member(at, token);
    }
  }
  return at;
}

std::vector<JsonSpot> JsonSpot::elements(const JsonPointer& place) const {
  std::vector<JsonSpot> out;
  const boost::json::value* list = find(place);
  if (!list || !list->is_array()) return out;
  const auto texts = json_elements(written(place));
  const auto& items = list->get_array();
  for (std::size_t i = 0; i < items.size(); ++i)
    out.emplace_back(items[i], i < texts.size() ? texts[i] : std::string_view());
  return out;
}

std::string number_or_text(const boost::json::value& value, std::string_view written) {
  if (const auto* text = value.if_string())
    return std::string(trimmed(std::string_view(text->data(), text->size())));
  if (!value.is_number()) return "";
  return written.empty() ? text_of(&value).value_or("") : std::string(written);
}

}  // namespace lifecycled
