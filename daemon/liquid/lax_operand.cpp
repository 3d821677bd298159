// Values as Ruby's lax reads them, where they are not written well: the names and brackets that are found in
// a run of characters, whatever stands between them. "(a" and "a)" are a, "a..b" and "a.['b']" are a.b.
#include <charconv>
#include <vector>

#include "liquid/expression_parser.hpp"
#include "liquid/located.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

bool is_of_name(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-'; }

// For each "[" the place of the "]" that belongs to it; npos for other characters. In one walk, so that many
// that are never closed cost no more than their length.
std::vector<std::size_t> closings(std::string_view text) {
  std::vector<std::size_t> result(text.size(), std::string_view::npos);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '[') open.push_back(i);
    if (text[i] != ']' || open.empty()) continue;
    result[open.back()] = i;
    open.pop_back();
  }
  return result;
}

// "1.2.3" is 1.2 and "1." is 1.0; nothing for what is no number.
std::optional<double> loose_decimal(std::string_view text) {
  const auto digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.empty() || !is_digit(digits.front())) return std::nullopt;
  if (digits.find_first_not_of("0123456789.") != std::string_view::npos) return std::nullopt;
  double value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) return std::nullopt;
  return value;
}

}  // namespace

// What is written well is read as in the other modes; only the rest as Ruby does.
Operand ExpressionParser::lax_operand() {
  const Lexer before = lexer_;
  const unsigned depth = depth_;
  try {
    const Operand result = plain_operand();
    if (lexer_.has_gap_before() || lexer_.at(Token::Is::end) || lexer_.at(Token::Is::comma) ||
        lexer_.at(Token::Is::pipe) || lexer_.at(Token::Is::colon) ||
        (is_compared_ && lexer_.at(Token::Is::comparison)))
      return result;
  } catch (const Located&) {
    depth_ = depth;
  }
  lexer_ = before;
  const std::size_t begin = lexer_.peek().offset;
  const std::string_view run = lexer_.take_run(is_compared_);
  if (!run.empty()) return loose(run, begin);
  // A quote that is not closed is nothing.
  if (lexer_.at(Token::Is::unknown)) {
    lexer_.skip_character();
    return lax_operand();
  }
  return builder_.constant(Value());
}

Operand ExpressionParser::loose(std::string_view run, std::size_t offset) {
  if (run.front() == '"' || run.front() == '\'') {
    if (run.size() > 1 && run.back() == run.front())
      return builder_.constant(Value(run.substr(1, run.size() - 2)));
  }
  if (const auto number = loose_decimal(run)) return builder_.constant(Value(*number));
  const auto closing = closings(run);
  Path path;
  std::vector<Segment> list;
  path.place = static_cast<Index>(offset);
  bool is_first = true;
  for (std::size_t at = 0; at < run.size();) {
    if (closing[at] == std::string_view::npos && !is_of_name(run[at])) {
      ++at;
      continue;
    }
    Segment segment;
    if (is_of_name(run[at])) {
      const std::size_t begin = at;
      while (at < run.size() && is_of_name(run[at])) ++at;
      if (at < run.size() && run[at] == '?') ++at;
      const auto name = run.substr(begin, at - begin);
      if (is_first)
        path.name = builder_.name(name);
      else
        segment = named(name);
    } else {
      const auto inside = run.substr(at + 1, closing[at] - at - 1);
      const Operand key = bracketed(inside, offset + at + 1);
      at = closing[at] + 1;
      if (is_first)
        path.root = key;
      else
        segment = indexed(key);
    }
    if (!is_first) list.push_back(segment);
    is_first = false;
  }
  if (is_first) return builder_.constant(Value());
  return with_segments(path, list);
}

Operand ExpressionParser::bracketed(std::string_view inside, std::size_t offset) {
  ExpressionParser inner(builder_, inside, offset);
  inner.depth_ = depth_ + 1;
  // Nobody means what is nested so deeply.
  if (inner.depth_ > builder_.environment().limits.expression_depth) return builder_.constant(Value());
  return inner.operand();
}

}  // namespace lifecycled::liquid
