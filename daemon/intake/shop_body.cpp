#include "intake/shop_body.hpp"

#include "base/json_fields.hpp"
#include "intake/json_slices.hpp"

namespace lifecycled {

std::optional<boost::json::value> shop_json(std::string_view text, std::string& mistake) {
  std::string error;
  auto value = parse_json(text, error);
  if (!value) {
    mistake = "the body is not well-formed JSON: " + error;
    return std::nullopt;
  }
  if (has_nul_escape(text)) mistake = "texts must not hold the character U+0000";
  if (!mistake.empty()) return std::nullopt;
  return value;
}

std::optional<boost::json::value> shop_body(std::string_view text, std::string& mistake) {
  auto value = shop_json(text, mistake);
  if (!value || value->is_object()) return value;
  mistake = "the body must be a JSON object";
  return std::nullopt;
}

}  // namespace lifecycled
