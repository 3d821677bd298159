// What is right in a text with mistakes: parses it again and again, each time without the piece that was
// wrong.
#include "liquid/compiler.hpp"
#include "liquid/located.hpp"
#include "liquid/template.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

// Texts with more mistakes than this have others to mend first.
constexpr int most_pieces = 100;
// And large texts are not parsed so often: this many bytes in all.
constexpr std::size_t most_bytes = 64U << 20U;

void add_words(std::string_view tag, std::set<std::string, std::less<>>& words) {
  std::string word;
  for (const char c : tag) {
    if (is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      word += c;
    } else if (!word.empty()) {
      words.insert(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) words.insert(std::move(word));
}

// Without its braces a piece is text, and everything behind it keeps its place.
bool leave_out(std::string& source, std::size_t offset, std::set<std::string, std::less<>>& unsure) {
  const auto output = source.rfind("{{", offset);
  const auto tag = source.rfind("{%", offset);
  if (output == std::string::npos && tag == std::string::npos) return false;
  const bool is_tag = output == std::string::npos || (tag != std::string::npos && tag > output);
  const std::size_t begin = is_tag ? tag : output;
  const std::size_t end = source.find(is_tag ? "%}" : "}}", begin + 2);
  const std::string_view inside = std::string_view(source).substr(begin + 2, end - begin - 2);
  if (is_tag) add_words(inside, unsure);
  source.replace(begin, 2, "  ");
  if (end != std::string::npos) source.replace(end, 2, "  ");
  return true;
}

}  // namespace

std::optional<Readable> Template::readable(std::string source, std::string name,
                                           const std::shared_ptr<const Environment>& environment) {
  if (source.size() > environment->limits.source_bytes) return std::nullopt;
  auto lenient = std::make_shared<Environment>(*environment);
  lenient->passes_unknown_filters = true;
  std::set<std::string, std::less<>> unsure;
  std::size_t parsed = 0;
  for (int i = 0; i < most_pieces && parsed <= most_bytes; ++i) {
    parsed += source.size();
    auto program = std::make_shared<Program>();
    program->source = source;
    program->name = name;
    program->environment = lenient;
    try {
      Compiler(*program).compile();
      return Readable{Template(std::move(program)), std::move(unsure)};
    } catch (const Located& mistake) {
      if (!leave_out(source, mistake.offset, unsure)) return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace lifecycled::liquid
