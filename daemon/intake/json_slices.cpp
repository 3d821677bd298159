#include "intake/json_slices.hpp"

namespace lifecycled {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) { skip_blanks(); }

  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    skip_blanks();
    return true;
  }
  bool is_at_end() const { return at_ >= text_.size(); }

  std::string_view take_value() {
    const std::size_t from = at_;
    std::size_t depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        skip_string();
        if (depth == 0) break;
        continue;
      }
      if (c == '{' || c == '[') {
        ++depth;
      } else if (c == '}' || c == ']') {
        if (depth == 0) break;  // of the container around a number or a word
        ++at_;
        if (--depth == 0) break;
        continue;
      } else if (depth == 0 && (c == ',' || is_blank(c))) {
        break;
      }
      ++at_;
    }
    const auto value = text_.substr(from, at_ - from);
    skip_blanks();
    return value;
  }

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  void skip_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    if (at_ < text_.size()) ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<JsonMember> json_members(std::string_view object) {
  std::vector<JsonMember> members;
  Scanner scanner(object);
  if (!scanner.take('{')) return members;
  while (!scanner.take('}') && !scanner.is_at_end()) {
    const auto key = scanner.take_value();
    if (key.size() < 2 || !scanner.take(':')) break;
    members.push_back({key.substr(1, key.size() - 2), scanner.take_value()});
    scanner.take(',');
  }
  return members;
}

std::vector<std::string_view> json_elements(std::string_view array) {
  std::vector<std::string_view> elements;
  Scanner scanner(array);
  if (!scanner.take('[')) return elements;
  while (!scanner.take(']') && !scanner.is_at_end()) {
    elements.push_back(scanner.take_value());
    if (elements.back().empty()) break;
    scanner.take(',');
  }
  return elements;
}

std::string_view json_member(std::string_view object, std::string_view key) {
  std::string_view found;
  for (const JsonMember& member : json_members(object)) {
    if (member.key == key) found = member.value;
  }
  return found;
}

void append_member(std::string& object, std::string_view key, std::string_view value) {
  const auto brace = object.rfind('}');
  if (brace == std::string::npos) return;
  object.resize(brace);
  const auto last = object.find_last_not_of(" \t\r\n");
  object.append(last != std::string::npos && object[last] == '{' ? "\"" : ",\"");
  object.append(key).append("\":").append(value).append("}");
}

bool has_nul_escape(std::string_view text) {
  constexpr std::string_view escape = "\\u0000";
  for (auto at = text.find(escape); at != std::string_view::npos; at = text.find(escape, at + 1)) {
    std::size_t slashes = 1;
    while (slashes <= at && text[at - slashes] == '\\') ++slashes;
    if (slashes % 2 == 1) return true;
  }
  return false;
}

}  // namespace lifecycled
