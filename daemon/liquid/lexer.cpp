#include "liquid/lexer.hpp"

#include "liquid/located.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

bool begins_name(char c) { return is_letter(c) || c == '_'; }
bool continues_name(char c) { return begins_name(c) || is_digit(c) || c == '-'; }

bool is_operator(char c) { return c == '=' || c == '<' || c == '>' || c == '!'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }

Token::Is punctuation(char c) {
  switch (c) {
    case '|':
      return Token::Is::pipe;
    case '.':
      return Token::Is::dot;
    case ':':
      return Token::Is::colon;
    case ',':
      return Token::Is::comma;
    case '[':
      return Token::Is::open_square;
    case ']':
      return Token::Is::close_square;
    case '(':
      return Token::Is::open_round;
    case ')':
      return Token::Is::close_round;
    default:
      return Token::Is::unknown;
  }
}

}  // namespace

void Lexer::advance() {
  const std::size_t before = at_;
  while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  has_gap_ = at_ > before;
  token_ = {Token::Is::end, {}, base_ + at_};
  if (at_ == text_.size()) return;
  const std::size_t begin = at_;
  const char c = text_[at_];
  const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
  if (c == '"' || c == '\'') return take_string();
  if (is_digit(c) || (c == '-' && is_digit(next))) return take_number();
  if (begins_name(c)) {
    while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
    if (at_ < text_.size() && text_[at_] == '?') ++at_;
    token_.is = Token::Is::name;
  } else if ((c == '=' && next == '=') || (c == '!' && next == '=') ||
             (c == '<' && (next == '>' || next == '=')) || (c == '>' && next == '=')) {
    at_ += 2;
    token_.is = Token::Is::comparison;
  } else if (c == '<' || c == '>') {
    ++at_;
    token_.is = Token::Is::comparison;
  } else if (c == '.' && next == '.') {
    at_ += 2;
    token_.is = Token::Is::dots;
  } else {
    token_.is = punctuation(c);
    at_ += token_.is == Token::Is::unknown ? character_length(text_.substr(at_)) : 1;
  }
  token_.text = text_.substr(begin, at_ - begin);
}

void Lexer::take_number() {
  const std::size_t begin = at_++;
  while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
  if (at_ + 1 < text_.size() && text_[at_] == '.' && is_digit(text_[at_ + 1])) {
    ++at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
  }
  token_.is = Token::Is::number;
  token_.text = text_.substr(begin, at_ - begin);
}

void Lexer::take_string() {
  const auto end = text_.find(text_[at_], at_ + 1);
  if (end == std::string_view::npos) {
    token_ = {Token::Is::unknown, text_.substr(at_, 1), base_ + at_};
    at_ = text_.size();
    return;
  }
  token_.is = Token::Is::string;
  token_.text = text_.substr(at_ + 1, end - at_ - 1);
  at_ = end + 1;
}

std::string_view Lexer::take_run(bool ends_at_operator) {
  const std::size_t begin = token_.offset - base_;
  std::size_t at = begin;
  bool has_operand = false;  // operators that nothing stands before belong to the run
  for (; at < text_.size(); ++at) {
    const char c = text_[at];
    if (is_space(c) || c == ',' || c == '|') break;
    if ((at > begin && c == ':') || (ends_at_operator && has_operand && is_operator(c))) break;
    has_operand = has_operand || !is_operator(c);
    if (c != '"' && c != '\'') continue;
    const auto end = text_.find(c, at + 1);
    if (end == std::string_view::npos) break;
    if (at > begin) {
      at = end;
      continue;
    }
    at = end + 1;
    break;
  }
  if (at > begin) restart(at);
  return text_.substr(begin, at - begin);
}

std::string_view Lexer::take_operator() {
  const std::size_t begin = token_.offset - base_;
  std::size_t at = begin;
  while (at < text_.size() && (is_operator(text_[at]) || text_[at] == '_' || is_small(text_[at]))) ++at;
  if (at > begin) restart(at);
  return text_.substr(begin, at - begin);
}

void Lexer::expected(std::string_view wanted) const {
  std::string found = "\"" + std::string(token_.text.substr(0, 40)) + "\"";
  if (token_.is == Token::Is::end) found = "the end";
  if (token_.text == "\"" || token_.text == "'") found = "a string that is not closed";
  throw Located(token_.offset, "expected " + std::string(wanted) + " but found " + found);
}

}  // namespace lifecycled::liquid
