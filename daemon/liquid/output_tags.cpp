// echo, cycle and ifchanged: tags that print.
#include "liquid/number.hpp"
#include "liquid/tags.hpp"

namespace lifecycled::liquid {

namespace {

// Shopify sees the first value between two commas, and nothing else there; its strictest mode refuses more.
bool comes_another(ExpressionParser& parser) {
  Lexer& lexer = parser.lexer();
  while (!parser.is_rigid() && !lexer.at(Token::Is::comma) && !lexer.at(Token::Is::end)) lexer.take();
  bool comes = lexer.take_if(Token::Is::comma);
  while (!parser.is_rigid() && lexer.take_if(Token::Is::comma)) comes = true;
  return comes;
}

// Unnamed cycles of the same values go on together, however these are written; with variables among them,
// each goes on alone: nothing then.
std::string list_key(const Program& program, const std::vector<Operand>& values) {
  std::string key = "list";
  for (const Operand& operand : values) {
    if (operand.of != Operand::Of::constant) return {};
    const Value& value = program.constants[operand.index];
    switch (value.kind()) {
      case Kind::string:
        key += ":\"" + std::to_string(value.string().size()) + value.string();
        break;
      case Kind::integer:
        key += ':';
        append_integer(key, value.integer());
        break;
      case Kind::real:
        key += ':';
        append_real(key, value.real());
        break;
      case Kind::boolean:
        key += value.boolean() ? ":true" : ":false";
        break;
      case Kind::nil:
        key += ":nil";
        break;
      default:
        return {};
    }
  }
  return key;
}

}  // namespace

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
  bool has_more = lexer.take_if(Token::Is::colon);
  cycle.is_named = has_more;
  cycle.group = first;
  if (!cycle.is_named) {
    add(first);
    has_more = comes_another(parser);
  }
  while (has_more && !lexer.at(Token::Is::end)) {
    add(parser.operand());
    has_more = comes_another(parser);
  }
  parser.finish();
  if (!cycle.is_named) cycle.key = list_key(compiler.program(), values);
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
