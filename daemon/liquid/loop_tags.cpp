// for, tablerow, break and continue.
#include "liquid/located.hpp"
#include "liquid/tags.hpp"

namespace lifecycled::liquid {

namespace {

void arguments(ExpressionParser& parser, Loop& loop, bool is_table) {
  Lexer& lexer = parser.lexer();
  // Ruby's lax sees `reversed` right behind the list only.
  for (bool is_first = true; lexer.at(Token::Is::comma) || lexer.at(Token::Is::name); is_first = false) {
    lexer.take_if(Token::Is::comma);
    if (lexer.at(Token::Is::end) && !parser.is_rigid()) break;
    if (lexer.take_name("reversed")) {
      loop.reversed = is_first || !parser.is_lax();
      continue;
    }
    const bool is_limit = lexer.at_name("limit");
    const bool is_offset = lexer.at_name("offset");
    const bool is_columns = is_table && lexer.at_name("cols");
    if (!is_limit && !is_offset && !is_columns) {
      if (parser.is_lax()) return;
      lexer.expected(is_table ? "\"limit\", \"offset\" or \"cols\""
                              : "\"limit\", \"offset\" or \"reversed\"");
    }
    lexer.take();
    if (!lexer.take_if(Token::Is::colon)) {
      if (parser.is_lax()) return;
      lexer.expected("\":\"");
    }
    // Of two offsets the last counts, also when one of them is "continue".
    if (is_offset) loop.continues = !is_table && lexer.take_name("continue");
    if (loop.continues && is_offset) {
      loop.has_offset = false;
      continue;
    }
    const Operand value = parser.operand();
    (is_limit ? loop.has_limit : is_offset ? loop.has_offset : loop.has_columns) = true;
    (is_limit ? loop.limit : is_offset ? loop.offset : loop.columns) = value;
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
