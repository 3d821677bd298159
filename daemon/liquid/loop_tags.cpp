// for, tablerow, break and continue.
#include "liquid/located.hpp"
#include "liquid/tags.hpp"

namespace lifecycled::liquid {

namespace {

// The value of one, behind its colon; of the others it is read and not used.
void attribute(ExpressionParser& parser, Loop& loop, std::string_view name, bool is_table) {
  // Of two offsets the last counts, also when one of them is "continue".
  if (name == "offset") {
    loop.continues = !is_table && parser.lexer().take_name("continue");
    loop.has_offset = !loop.continues;
    if (loop.continues) return;
  }
  const Operand value = parser.operand();
  if (name == "offset") loop.offset = value;
  if (name == "limit") {
    loop.has_limit = true;
    loop.limit = value;
  }
  if (is_table && name == "cols") {
    loop.has_columns = true;
    loop.columns = value;
  }
}

// As Ruby's lax reads them, and for tables its strict too: what has a colon, whatever stands between.
void loose_arguments(ExpressionParser& parser, Loop& loop, bool is_table) {
  Lexer& lexer = parser.lexer();
  // `reversed` counts right behind the list only, and not for tables.
  loop.reversed = !is_table && lexer.take_name("reversed");
  while (!lexer.at(Token::Is::end)) {
    const Token name = lexer.take();
    if (name.is != Token::Is::name || !lexer.take_if(Token::Is::colon)) continue;
    if (!lexer.at(Token::Is::end)) attribute(parser, loop, name.text, is_table);
  }
}

void arguments(ExpressionParser& parser, Loop& loop, bool is_table) {
  if (parser.is_lax() || (is_table && !parser.is_rigid())) return loose_arguments(parser, loop, is_table);
  Lexer& lexer = parser.lexer();
  while (lexer.at(Token::Is::comma) || lexer.at(Token::Is::name)) {
    lexer.take_if(Token::Is::comma);
    if (lexer.at(Token::Is::end) && (is_table || !parser.is_rigid())) break;
    if (!is_table && lexer.take_name("reversed")) {
      loop.reversed = true;
      continue;
    }
    const bool is_of_table = is_table && (lexer.at_name("cols") || lexer.at_name("range"));
    if (!lexer.at_name("limit") && !lexer.at_name("offset") && !is_of_table)
      lexer.expected(is_table ? "\"limit\", \"offset\", \"cols\" or \"range\""
                              : "\"limit\", \"offset\" or \"reversed\"");
    const Token name = lexer.take();
    if (!lexer.take_if(Token::Is::colon)) lexer.expected("\":\"");
    attribute(parser, loop, name.text, is_table);
  }
}

Index parse_loop(Compiler& compiler, const Piece& tag, bool is_table) {
  auto parser = compiler.parser(tag);
  Lexer& lexer = parser.lexer();
  Loop loop;
  if (!lexer.at(Token::Is::name)) lexer.expected("the name of a variable");
  const auto variable = lexer.take().text;
  loop.variable = compiler.builder().name(variable);
  if (!lexer.take_name("in")) lexer.expected("\"in\"");
  if (lexer.at(Token::Is::end)) lexer.expected("a list");
  const std::size_t begin = lexer.peek().offset;
  loop.collection = parser.operand();
  auto collection = lexer.between(begin, lexer.peek().offset);
  while (!collection.empty() && (collection.back() == ' ' || collection.back() == '\n'))
    collection.remove_suffix(1);
  loop.label = std::string(variable) + "-" + std::string(collection);
  arguments(parser, loop, is_table);
  parser.finish();
  return Builder::add(compiler.program().loops, std::move(loop));
}

}  // namespace

void tag_for(Compiler& compiler, const Piece& tag) {
  const Index loop = parse_loop(compiler, tag, false);
  Block& block = compiler.open(tag);
  block.pending = compiler.emit(Node::Do::for_begin, tag, loop);
}

void else_of_for(Compiler& compiler, const Piece& tag) {
  Block& block = compiler.inside(tag, "for");
  if (block.has_else) throw Located(tag.place, "a second \"else\"");
  block.has_else = true;
  const Index next = compiler.emit(Node::Do::for_next, tag, 0, block.start + 1);
  compiler.node(block.start).c = next;
  block.exits.push_back(compiler.emit(Node::Do::jump, tag));
  compiler.node(block.start).b = compiler.here();
  block.pending = none;
}

void tag_endfor(Compiler& compiler, const Piece& tag) {
  Block& block = compiler.inside(tag, "for");
  if (!block.has_else) {
    const Index next = compiler.emit(Node::Do::for_next, tag, 0, block.start + 1);
    compiler.node(block.start).c = next;
  }
  compiler.close(tag);
}

void tag_tablerow(Compiler& compiler, const Piece& tag) {
  const Index loop = parse_loop(compiler, tag, true);
  compiler.mark_printing();
  Block& block = compiler.open(tag);
  block.pending = compiler.emit(Node::Do::row_begin, tag, loop);
  block.is_blank = false;  // cells are printed even when they are empty
}

void tag_endtablerow(Compiler& compiler, const Piece& tag) {
  const Block& block = compiler.inside(tag, "tablerow");
  const Index next = compiler.emit(Node::Do::row_next, tag, 0, block.start + 1);
  compiler.node(block.start).c = next;
  compiler.close(tag);
}

void tag_break(Compiler& compiler, const Piece& tag) {
  compiler.no_more(tag);
  compiler.mark_printing();
  compiler.emit(Node::Do::break_loop, tag);
}

void tag_continue(Compiler& compiler, const Piece& tag) {
  compiler.no_more(tag);
  compiler.mark_printing();
  compiler.emit(Node::Do::continue_loop, tag);
}

}  // namespace lifecycled::liquid
