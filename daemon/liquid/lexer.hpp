// Splits the inside of {{ }} and {% %} into tokens. For the parsers of this folder only.
#pragma once

#include <cstdint>
#include <string_view>

namespace lifecycled::liquid {

struct Token {
  enum class Is : std::uint8_t {
    end,
    name,
    number,
    string,
    comparison,
    pipe,
    dot,
    dots,
    colon,
    comma,
    open_square,
    close_square,
    open_round,
    close_round,
    unknown,
  };
  Is is = Is::end;
  std::string_view text;   // of a string without its quotes
  std::size_t offset = 0;  // in the source of the template
};

class Lexer {
 public:
  // `offset` is where `text` begins in the source.
  Lexer(std::string_view text, std::size_t offset) : text_(text), base_(offset) { advance(); }

  const Token& peek() const { return token_; }
  bool at(Token::Is is) const { return token_.is == is; }
  bool at_name(std::string_view name) const { return token_.is == Token::Is::name && token_.text == name; }
  Token take() {
    const Token token = token_;
    advance();
    return token;
  }
  bool take_if(Token::Is is) {
    if (token_.is != is) return false;
    advance();
    return true;
  }
  bool take_name(std::string_view name) {
    if (!at_name(name)) return false;
    advance();
    return true;
  }
  // What lies between two offsets of the source.
  std::string_view between(std::size_t from, std::size_t to) const {
    return text_.substr(from - base_, to - from);
  }
  // Throws a syntax error "expected `wanted` but found ...".
  [[noreturn]] void expected(std::string_view wanted) const;

 private:
  void advance();
  void take_number();
  void take_string();

  std::string_view text_;
  std::size_t base_;
  std::size_t at_ = 0;
  Token token_;
};

}  // namespace lifecycled::liquid
