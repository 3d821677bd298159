// echo, cycle and ifchanged: tags that print.
#include "liquid/tags.hpp"

namespace lifecycled::liquid {

void tag_echo(Compiler& compiler, const Piece& tag) { compiler.output(tag); }

void tag_cycle(Compiler& compiler, const Piece& tag) {
  compiler.mark_printing();
  auto parser = compiler.parser(tag);
  Lexer& lexer = parser.lexer();
  std::vector<Operand> values;
  // Shopify reads lists of cycle without what is nil, but for its strictest mode.
  const auto add = [&](const Operand& value) {
    const bool is_nil =
        value.of == Operand::Of::constant && compiler.program().constants[value.index].kind() == Kind::nil;
    if (parser.is_rigid() || !is_nil) values.push_back(value);
  };
  Cycle cycle;
  if (lexer.at(Token::Is::end)) lexer.expected("a value");
  const Operand first = parser.operand();
  if (lexer.take_if(Token::Is::colon)) {
    cycle.is_named = true;
    cycle.group = first;
  } else {
    // Unnamed cycles with the same list go on together.
    cycle.key = "list:" + std::string(tag.content);
    add(first);
    lexer.take_if(Token::Is::comma);
  }
  while (!lexer.at(Token::Is::end)) {
    add(parser.operand());
    if (!lexer.take_if(Token::Is::comma)) break;
  }
  parser.finish();
  auto& operands = compiler.program().operands;
  cycle.first = static_cast<Index>(operands.size());
  cycle.count = static_cast<Index>(values.size());
  operands.insert(operands.end(), values.begin(), values.end());
  compiler.emit(Node::Do::cycle, tag, Builder::add(compiler.program().cycles, std::move(cycle)));
}

void tag_ifchanged(Compiler& compiler, const Piece& tag) {
  compiler.no_more(tag);
  compiler.open(tag);
  compiler.emit(Node::Do::changed_begin, tag);
}

void tag_endifchanged(Compiler& compiler, const Piece& tag) {
  Block& block = compiler.inside(tag, "ifchanged");
  block.whitespace.clear();
  compiler.emit(Node::Do::changed_end, tag);
  compiler.close(tag);
}

}  // namespace lifecycled::liquid
