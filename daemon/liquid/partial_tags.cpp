// render and include.
#include "liquid/tags.hpp"

namespace lifecycled::liquid {

namespace {

void parse_partial(Compiler& compiler, const Piece& tag, bool is_isolated) {
  compiler.mark_printing();
  auto parser = compiler.parser(tag);
  Lexer& lexer = parser.lexer();
  PartialCall call;
  call.is_isolated = is_isolated;
  if (is_isolated ? !lexer.at(Token::Is::string) : lexer.at(Token::Is::end))
    lexer.expected(is_isolated ? "the name of a partial in quotes" : "the name of a partial");
  call.name = parser.operand();
  if (lexer.at_name("with") || lexer.at_name("for")) {
    call.is_loop = lexer.take().text == "for";
    call.has_subject = true;
    call.subject = parser.operand();
  }
  if (lexer.take_name("as")) {
    if (!lexer.at(Token::Is::name)) lexer.expected("a name");
    call.alias = lexer.take().text;
  }
  parser.keywords(call.first_keyword, call.keyword_count);
  parser.finish();
  compiler.emit(Node::Do::partial, tag, Builder::add(compiler.program().partials, std::move(call)));
}

}  // namespace

void tag_render(Compiler& compiler, const Piece& tag) { parse_partial(compiler, tag, true); }

void tag_include(Compiler& compiler, const Piece& tag) { parse_partial(compiler, tag, false); }

}  // namespace lifecycled::liquid
