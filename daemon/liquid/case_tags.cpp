// case and when. Every value that matches runs its branch once, also two of the same branch, as Shopify does;
// an else runs when nothing before it has matched, and there may be more than one.
#include "liquid/located.hpp"
#include "liquid/tags.hpp"

namespace lifecycled::liquid {

namespace {

// Ends the branch before, and leads the branch before that did not match here.
void next_branch(Compiler& compiler, Block& block, const Piece& tag) {
  if (block.pending == none) return;
  const Node& pending = compiler.node(block.pending);
  switch (pending.what) {
    case Node::Do::when:
      compiler.emit(Node::Do::when_again, tag, 0, block.pending);
      break;
    case Node::Do::jump:
      compiler.node(block.pending).a = compiler.here();
      break;
    default:
      break;
  }
  Node& node = compiler.node(block.pending);
  if (node.what == Node::Do::when) node.c = compiler.here();
  if (node.what == Node::Do::case_else) node.b = compiler.here();
  if (node.what == Node::Do::jump) {
    // What stood between case and the first branch is not printed and says nothing about whitespace.
    block.whitespace.clear();
    block.is_blank = true;
  }
  block.pending = none;
}

}  // namespace

void tag_case(Compiler& compiler, const Piece& tag) {
  auto parser = compiler.parser(tag);
  if (parser.lexer().at(Token::Is::end)) parser.lexer().expected("a value");
  const Operand subject = parser.operand();
  parser.finish();
  Block& block = compiler.open(tag);
  compiler.emit(Node::Do::case_begin, tag, Builder::add(compiler.program().operands, subject));
  block.pending = compiler.emit(Node::Do::jump, tag);
}

void tag_when(Compiler& compiler, const Piece& tag) {
  Block& block = compiler.inside(tag, "case");
  auto parser = compiler.parser(tag);
  std::vector<Operand> values;
  if (parser.lexer().at(Token::Is::end)) parser.lexer().expected("a value");
  do {
    values.push_back(parser.compared());
  } while (parser.lexer().take_if(Token::Is::comma) || parser.lexer().take_name("or"));
  if (parser.is_rigid()) parser.finish();
  next_branch(compiler, block, tag);
  auto& operands = compiler.program().operands;
  const auto first = static_cast<Index>(operands.size());
  operands.insert(operands.end(), values.begin(), values.end());
  block.pending = compiler.emit(Node::Do::when, tag, first, static_cast<Index>(values.size()));
}

void else_of_case(Compiler& compiler, const Piece& tag) {
  Block& block = compiler.inside(tag, "case");
  next_branch(compiler, block, tag);
  block.pending = compiler.emit(Node::Do::case_else, tag);
}

void tag_endcase(Compiler& compiler, const Piece& tag) {
  next_branch(compiler, compiler.inside(tag, "case"), tag);
  compiler.emit(Node::Do::case_end, tag);
  compiler.close(tag);
}

}  // namespace lifecycled::liquid
