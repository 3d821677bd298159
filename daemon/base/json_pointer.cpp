#include "base/json_pointer.hpp"

namespace lifecycled {

// What boost::json asks for when it follows a pointer, said before there is anything to follow.
std::optional<JsonPointer> parse_json_pointer(std::string_view text, std::string& mistake) {
  constexpr std::size_t longest = 500;
  if (text.size() > longest) {
    mistake = "is longer than 500 bytes";
    return std::nullopt;
  }
  JsonPointer out;
  out.text = text;
  if (!text.empty() && text.front() != '/') {
    mistake = "does not begin with \"/\"";
    return std::nullopt;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '/') {
      out.tokens.emplace_back();
    } else if (text[i] != '~') {
      out.tokens.back() += text[i];
    } else if (i + 1 < text.size() && (text[i + 1] == '0' || text[i + 1] == '1')) {
      out.tokens.back() += text[++i] == '0' ? '~' : '/';
    } else {
      mistake = "has a \"~\" that is neither \"~0\" (for ~) nor \"~1\" (for /)";
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace lifecycled
