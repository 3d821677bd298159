// assign, capture, increment and decrement.
#include "liquid/located.hpp"
#include "liquid/tags.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

// A name that is written to: letters, digits, _ and -, no question mark; only digits are allowed and can't be
// read back.
std::string_view target(std::string_view text, std::size_t offset) {
  const auto name = strip(text);
  bool is_good = !name.empty() && name.front() != '-';
  for (const char c : name) is_good = is_good && (is_letter(c) || is_digit(c) || c == '_' || c == '-');
  if (!is_good)
    throw Located(offset, "\"" + std::string(name.substr(0, 40)) + "\" is not the name of a variable");
  return name;
}

void counter(Compiler& compiler, const Piece& tag, Node::Do what) {
  compiler.mark_printing();
  compiler.emit(what, tag, compiler.builder().name(target(tag.content, tag.place)));
}

}  // namespace

void tag_assign(Compiler& compiler, const Piece& tag) {
  const auto equals = tag.content.find('=');
  if (equals == std::string_view::npos) throw Located(tag.place, "expected \"assign name = value\"");
  const Index name = compiler.builder().name(target(tag.content.substr(0, equals), tag.place));
  ExpressionParser parser(compiler.builder(), tag.content.substr(equals + 1), tag.offset + equals + 1);
  if (parser.lexer().at(Token::Is::end) && !parser.is_lax()) parser.lexer().expected("a value");
  compiler.emit(Node::Do::assign, tag, name, parser.expression());
}

void tag_capture(Compiler& compiler, const Piece& tag) {
  auto name = strip(tag.content);
  if (name.size() > 1 && (name.front() == '"' || name.front() == '\'') && name.back() == name.front())
    name = name.substr(1, name.size() - 2);
  const Index target_name = compiler.builder().name(target(name, tag.place));
  compiler.open(tag);
  compiler.emit(Node::Do::capture_begin, tag, target_name);
}

void tag_endcapture(Compiler& compiler, const Piece& tag) {
  Block& block = compiler.inside(tag, "capture");
  compiler.emit(Node::Do::capture_end, tag);
  // What a capture holds is kept as it is, and prints nothing where it stands.
  block.whitespace.clear();
  block.is_blank = true;
  compiler.close(tag);
}

void tag_increment(Compiler& compiler, const Piece& tag) { counter(compiler, tag, Node::Do::increment); }

void tag_decrement(Compiler& compiler, const Piece& tag) { counter(compiler, tag, Node::Do::decrement); }

}  // namespace lifecycled::liquid
