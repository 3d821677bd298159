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
  // White space lies before the token.
  bool has_gap_before() const { return has_gap_; }
  // For lax: all from the token on up to white space, a comma, a bar, a colon, or an operator if one may
  // come; a quoted text is whole or alone. Empty at these and at a quote that is not closed.
  std::string_view take_run(bool ends_at_operator);
  // The characters that operators are made of, from the token on.
  std::string_view take_operator();
  // Goes on behind the first character of the token.
  void skip_character() { restart(token_.offset - base_ + 1); }
  // What lies between two offsets of the source.
  std::string_view between(std::size_t from, std::size_t to) const {
    return text_.substr(from - base_, to - from);
  }
  // Throws a syntax error "expected `wanted` but found ...".
  [[noreturn]] void expected(std::string_view wanted) const;

 private:
  void advance();
  void restart(std::size_t at) {
    at_ = at;
    advance();
  }
  void take_number();
  void take_string();

  std::string_view text_;
  std::size_t base_;
  std::size_t at_ = 0;
  bool has_gap_ = false;
  Token token_;
};

}  // namespace lifecycled::liquid
