// assign, capture, increment and decrement.
#include <algorithm>

#include "liquid/located.hpp"
#include "liquid/tags.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

bool is_of_name(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-'; }

// A name that is written to: letters, digits, _ and -, no question mark; only digits are allowed and can't be
// read back.
std::string_view target(std::string_view text, std::size_t offset) {
  const auto name = strip(text);
  const bool is_good = !name.empty() && name.front() != '-' && std::ranges::all_of(name, is_of_name);
  if (!is_good)
    throw Located(offset, "\"" + std::string(name.substr(0, 40)) + "\" is not the name of a variable");
  return name;
}

// What Ruby's lax takes for the name, with dots and brackets in it: the last one before the "=" of assign,
// the first one behind capture.
bool is_of_lax_name(char c) { return is_of_name(c) || c == '.' || c == '[' || c == ']'; }
std::string_view last_name(std::string_view text) {
  text = strip(text);
  std::size_t begin = text.size();
  while (begin > 0 && is_of_lax_name(text[begin - 1])) --begin;
  return text.substr(begin);
}
std::string_view first_name(std::string_view text) {
  const auto begin = std::ranges::find_if(text, is_of_lax_name);
  const auto end = std::find_if_not(begin, text.end(), is_of_lax_name);
  return {begin, end};
}

std::string_view assigned(const Compiler& compiler, std::string_view text, std::size_t offset) {
  const auto name = compiler.mode() == Mode::lax ? last_name(text) : std::string_view();
  return name.empty() ? target(text, offset) : name;
}

void counter(Compiler& compiler, const Piece& tag, Node::Do what) {
  compiler.mark_printing();
  // Whatever stands there names a counter in Ruby, and nothing is a name too.
  const auto written = strip(tag.content);
  const bool is_any = compiler.mode() == Mode::lax || written.empty();
  compiler.emit(what, tag, compiler.builder().name(is_any ? written : target(written, tag.place)));
}

}  // namespace

void tag_assign(Compiler& compiler, const Piece& tag) {
  const auto equals = tag.content.find('=');
  if (equals == std::string_view::npos) throw Located(tag.place, "expected \"assign name = value\"");
  const Index name = compiler.builder().name(assigned(compiler, tag.content.substr(0, equals), tag.place));
  ExpressionParser parser(compiler.builder(), tag.content.substr(equals + 1), tag.offset + equals + 1);
  if (parser.lexer().at(Token::Is::end) && !parser.is_lax()) parser.lexer().expected("a value");
  compiler.emit(Node::Do::assign, tag, name, parser.expression());
}

void tag_capture(Compiler& compiler, const Piece& tag) {
  auto name = compiler.mode() == Mode::lax ? first_name(tag.content) : strip(tag.content);
  if (name.size() > 1 && (name.front() == '"' || name.front() == '\'') && name.back() == name.front())
    name = name.substr(1, name.size() - 2);
  const bool is_lax = compiler.mode() == Mode::lax && !name.empty();
  const Index target_name = compiler.builder().name(is_lax ? name : target(name, tag.place));
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
