// Parses what stands inside {{ }} and behind a tag's name: values, paths, ranges, filters, conditions, lists
// of keyword arguments. Throws Located. For the compiler of this folder only.
#pragma once

#include <optional>

#include "liquid/builder.hpp"
#include "liquid/lexer.hpp"

namespace lifecycled::liquid {

class ExpressionParser {
 public:
  ExpressionParser(Builder& builder, std::string_view text, std::size_t offset)
      : builder_(builder), program_(builder.program()), lexer_(text, offset) {}

  Lexer& lexer() { return lexer_; }
  // A constant, a path or a range. `blank` and `empty` are empty texts here.
  Operand operand();
  // The same where it is compared: `blank` and `empty` are what many values are equal to.
  Operand compared();
  // An operand and its filters, up to the end.
  Index expression();
  // The first of the tests, up to the end.
  Index condition();
  // [,] name: operand, ... up to the end.
  void keywords(Index& first, Index& count);
  // What is left over is an error, but not in lax mode.
  void finish();
  bool is_lax() const { return builder_.environment().mode == Mode::lax; }
  bool is_rigid() const { return builder_.environment().mode == Mode::rigid; }

 private:
  Operand plain_operand();
  std::optional<Operand> literal();
  Operand number(const Token& token);
  Operand range();
  void bound(Operand& end, std::size_t place);
  Operand path();
  // With the segments that follow.
  Operand whole(Path path);
  Operand with_segments(Path path, const std::vector<Segment>& list);
  Segment named(std::string_view name);
  Segment indexed(const Operand& inner);
  void segments(std::vector<Segment>& list);
  void calls(Expression& expression);
  void call();
  void check(const Call& call, const Token& name);
  Comparison comparison();
  bool is_unknown_operator() const;
  // lax_operand.cpp
  Operand lax_operand();
  Operand loose(std::string_view run, std::size_t offset);
  Operand bracketed(std::string_view inside, std::size_t offset);

  Builder& builder_;
  Program& program_;
  Lexer lexer_;
  unsigned depth_ = 0;
  bool is_compared_ = false;
};

}  // namespace lifecycled::liquid
