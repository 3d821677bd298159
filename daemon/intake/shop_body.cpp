#include "intake/shop_body.hpp"

#include "base/json_fields.hpp"
#include "intake/json_slices.hpp"

namespace lifecycled {

std::optional<boost::json::value> shop_body(std::string_view text, std::string& mistake) {
  std::string error;
  auto value = parse_json(text, error);
  if (!value) {
    mistake = "the body is not well-formed JSON: " + error;
    return std::nullopt;
  }
  if (!value->is_object()) mistake = "the body must be a JSON object";
  if (has_nul_escape(text)) mistake = "texts must not hold the character U+0000";
  if (!mistake.empty()) return std::nullopt;
  return value;
}

}  // namespace lifecycled
