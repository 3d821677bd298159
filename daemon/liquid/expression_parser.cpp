#include "liquid/expression_parser.hpp"

#include <charconv>
#include <limits>

#include "liquid/error.hpp"
#include "liquid/located.hpp"
#include "liquid/number.hpp"

namespace lifecycled::liquid {

using Is = Token::Is;

namespace {

// Unknown filters of one expression that are told.
constexpr std::size_t most_unknown = 100;

const Filter& passing_filter() {
  static const Filter filter{
      "", 0, std::numeric_limits<Index>::max() / 2, [](FilterCall& call) { return call.take_input(); }, {}};
  return filter;
}

}  // namespace

Operand ExpressionParser::operand() { return is_lax() ? lax_operand() : plain_operand(); }

Operand ExpressionParser::plain_operand() {
  if (++depth_ > builder_.environment().limits.expression_depth)
    throw Located(lexer_.peek().offset, "the expression is nested too deeply");
  Operand result;
  if (lexer_.at(Is::open_round)) {
    result = range();
  } else if (lexer_.at(Is::name) || lexer_.at(Is::open_square)) {
    result = path();
  } else if (const auto found = literal()) {
    result = *found;
  } else {
    lexer_.expected("a value");
  }
  --depth_;
  return result;
}

Operand ExpressionParser::compared() {
  is_compared_ = true;
  const Operand result = operand();
  is_compared_ = false;
  return result;
}

std::optional<Operand> ExpressionParser::literal() {
  if (lexer_.at(Is::string)) return builder_.constant(Value(lexer_.take().text));
  if (lexer_.at(Is::number)) return number(lexer_.take());
  return std::nullopt;
}

Operand ExpressionParser::number(const Token& token) {
  const char* const end = token.text.data() + token.text.size();
  const bool has_more = is_lax() && lexer_.peek().offset == token.offset + token.text.size();
  // "1e3" and "3rd" are names to Ruby's lax.
  if (has_more && lexer_.at(Is::name)) {
    const Token rest = lexer_.take();
    Path result;
    result.place = static_cast<Index>(token.offset);
    result.name = builder_.name(lexer_.between(token.offset, rest.offset + rest.text.size()));
    return whole(std::move(result));
  }
  const bool is_dotted = has_more && lexer_.take_if(Is::dot);  // "1." is a decimal there
  if (!is_dotted && token.text.find('.') == std::string_view::npos) {
    if (const auto whole = parse_whole(token.text)) return builder_.constant(Value::whole(*whole));
  }
  double real = 0;
  if (std::from_chars(token.text.data(), end, real).ec != std::errc())
    throw Located(token.offset, "the number is too large");
  return builder_.constant(Value(real));
}

Operand ExpressionParser::range() {
  const std::size_t place = lexer_.take().offset;
  RangeOperand result;
  result.first = plain_operand();
  if (!lexer_.take_if(Is::dots)) lexer_.expected("\"..\"");
  if (is_lax()) lexer_.take_if(Is::dot);  // (1...3)
  result.last = plain_operand();
  if (!lexer_.take_if(Is::close_round)) lexer_.expected("\")\"");
  for (Operand* end : {&result.first, &result.last}) bound(*end, place);
  return {Operand::Of::range, Builder::add(program_.ranges, result)};
}

// Bounds that are written as decimals or texts are cut to integers here; those of variables must be integers.
void ExpressionParser::bound(Operand& end, std::size_t place) {
  if (end.of != Operand::Of::constant) return;
  const Value value = program_.constants[end.index];
  if (value.kind() == Kind::boolean) throw Located(place, "a range goes from one whole number to another");
  if (value.kind() != Kind::integer) end = builder_.constant(Value(truncated(value)));
}

Operand ExpressionParser::path() {
  Path result;
  result.place = static_cast<Index>(lexer_.peek().offset);
  if (lexer_.at(Is::name)) {
    const Token name = lexer_.take();
    if (!lexer_.at(Is::dot) && !lexer_.at(Is::open_square)) {
      if (name.text == "nil" || name.text == "null") return builder_.constant(Value());
      if (name.text == "true" || name.text == "false") return builder_.constant(Value(name.text == "true"));
      if (name.text == "blank") return builder_.constant(is_compared_ ? Value::blank() : Value(""));
      if (name.text == "empty") return builder_.constant(is_compared_ ? Value::empty() : Value(""));
    }
    result.name = builder_.name(name.text);
  } else {
    lexer_.take();
    if (lexer_.at(Is::string))
      result.name = builder_.name(lexer_.take().text);
    else
      result.root = plain_operand();
    if (!lexer_.take_if(Is::close_square)) lexer_.expected("\"]\"");
  }
  return whole(std::move(result));
}

Operand ExpressionParser::whole(Path result) {
  // Operands inside the brackets add segments of their own, so these are collected first.
  std::vector<Segment> list;
  segments(list);
  return with_segments(result, list);
}

Operand ExpressionParser::with_segments(Path result, const std::vector<Segment>& list) {
  result.first_segment = static_cast<Index>(program_.segments.size());
  result.segment_count = static_cast<Index>(list.size());
  program_.segments.insert(program_.segments.end(), list.begin(), list.end());
  return {Operand::Of::path, Builder::add(program_.paths, result)};
}

Segment ExpressionParser::named(std::string_view name) {
  Segment segment;
  segment.key = builder_.constant(name);
  if (name == "size") segment.special = Segment::Special::size;
  if (name == "first") segment.special = Segment::Special::first;
  if (name == "last") segment.special = Segment::Special::last;
  return segment;
}

Segment ExpressionParser::indexed(const Operand& inner) {
  Segment segment;
  const Value* value = inner.of == Operand::Of::constant ? &program_.constants[inner.index] : nullptr;
  segment.operand = inner;
  segment.of = Segment::Of::operand;
  if (value != nullptr && value->is_string()) {
    segment.of = Segment::Of::key;
    segment.key = inner.index;
  } else if (value != nullptr && value->kind() == Kind::integer) {
    segment.of = Segment::Of::index;
    segment.number = value->integer();
  }
  return segment;
}

void ExpressionParser::segments(std::vector<Segment>& list) {
  while (true) {
    if (lexer_.take_if(Is::dot)) {
      if (!lexer_.at(Is::name)) lexer_.expected("a name");
      list.push_back(named(lexer_.take().text));
    } else if (lexer_.take_if(Is::open_square)) {
      const Operand inner = plain_operand();
      if (!lexer_.take_if(Is::close_square)) lexer_.expected("\"]\"");
      list.push_back(indexed(inner));
    } else {
      return;
    }
  }
}

Index ExpressionParser::expression() {
  Expression result;
  if (!lexer_.at(Is::end)) {
    result.value = operand();
    calls(result);
  } else {
    result.value = builder_.constant(Value());
  }
  return Builder::add(program_.expressions, result);
}

void ExpressionParser::calls(Expression& expression) {
  expression.first_call = static_cast<Index>(program_.calls.size());
  while (true) {
    while (is_lax() && !lexer_.at(Is::pipe) && !lexer_.at(Is::end)) lexer_.take();
    if (lexer_.at(Is::end)) break;
    if (!lexer_.take_if(Is::pipe)) lexer_.expected("\"|\" or the end");
    while (is_lax() && lexer_.take_if(Is::pipe)) continue;
    if (is_lax() && lexer_.at(Is::end)) break;
    call();
    ++expression.call_count;
  }
}

void ExpressionParser::call() {
  if (!lexer_.at(Is::name)) lexer_.expected("the name of a filter");
  const Token name = lexer_.take();
  const FilterSet& filters = builder_.environment().filters;
  Call call;
  call.place = static_cast<Index>(name.offset);
  call.filter = filters.find(name.text);
  if (call.filter == nullptr && builder_.environment().passes_unknown_filters)
    call.filter = &passing_filter();
  if (call.filter == nullptr) {
    Located unknown(name.offset, "unknown filter \"" + std::string(name.text) + "\"",
                    suggest(name.text, filters.names()));
    if (builder_.mistakes == nullptr || builder_.mistakes->size() >= most_unknown) throw unknown;
    builder_.mistakes->push_back(std::move(unknown));
  }
  // What stands between a name and its colon, or an argument and the next comma, is nothing to Ruby's lax.
  while (is_lax() && !lexer_.at(Is::colon) && !lexer_.at(Is::pipe) && !lexer_.at(Is::end)) lexer_.take();
  std::vector<Operand> arguments;
  std::vector<Keyword> given;
  if (lexer_.take_if(Is::colon)) {
    do {
      if (lexer_.at(Is::end) || lexer_.at(Is::pipe)) break;
      const Token token = lexer_.peek();
      const Operand argument = operand();
      // `name: value` looks like an argument until its colon.
      if (token.is == Is::name && lexer_.take_if(Is::colon))
        given.push_back({builder_.constant(token.text), operand()});
      else
        arguments.push_back(argument);
      while (is_lax() && !lexer_.at(Is::comma) && !lexer_.at(Is::pipe) && !lexer_.at(Is::end)) lexer_.take();
    } while (lexer_.take_if(Is::comma));
  }
  call.first_argument = static_cast<Index>(program_.operands.size());
  call.argument_count = static_cast<Index>(arguments.size());
  call.first_keyword = static_cast<Index>(program_.keywords.size());
  call.keyword_count = static_cast<Index>(given.size());
  program_.operands.insert(program_.operands.end(), arguments.begin(), arguments.end());
  program_.keywords.insert(program_.keywords.end(), given.begin(), given.end());
  if (call.filter != nullptr && call.filter != &passing_filter()) check(call, name);
  program_.calls.push_back(call);
}

void ExpressionParser::check(const Call& call, const Token& name) {
  const Filter& filter = *call.filter;
  if (call.argument_count < filter.least_arguments || call.argument_count > filter.most_arguments) {
    std::string wanted = std::to_string(filter.least_arguments);
    if (filter.most_arguments > filter.least_arguments)
      wanted += " to " + std::to_string(filter.most_arguments);
    // Ruby notices when it calls the filter, and so does lax.
    if (is_lax()) return;
    throw Located(name.offset, "\"" + filter.name + "\" takes " + wanted + " argument" +
                                   (wanted == "1" ? "" : "s") + ", not " +
                                   std::to_string(call.argument_count));
  }
  for (Index i = 0; i < call.keyword_count; ++i) {
    const std::string& keyword = program_.constants[program_.keywords[call.first_keyword + i].name].string();
    bool is_known = false;
    for (const auto& known : filter.keywords) is_known = is_known || known == keyword;
    if (!is_known && !is_lax())
      throw Located(name.offset, "\"" + filter.name + "\" has no argument \"" + keyword + "\"",
                    suggest(keyword, {filter.keywords.begin(), filter.keywords.end()}));
  }
}

Comparison ExpressionParser::comparison() {
  if (lexer_.at(Is::comparison)) {
    const auto text = lexer_.take().text;
    if (text == "==") return Comparison::equal;
    if (text == "!=" || text == "<>") return Comparison::unequal;
    if (text == "<") return Comparison::less;
    if (text == ">") return Comparison::greater;
    return text == "<=" ? Comparison::at_most : Comparison::at_least;
  }
  if (lexer_.take_name("contains")) return Comparison::contains;
  if (is_lax()) return is_unknown_operator() ? Comparison::unknown : Comparison::truth;
  const bool is_assignment = lexer_.at(Is::unknown) && lexer_.peek().text == "=";
  if (is_assignment || (lexer_.at(Is::name) && !lexer_.at_name("and") && !lexer_.at_name("or")))
    throw Located(lexer_.peek().offset, "unknown operator \"" + std::string(lexer_.peek().text) + "\"",
                  "operators are == != < > <= >= contains and or");
  return Comparison::truth;
}

// Ruby's lax notices it when it compares.
bool ExpressionParser::is_unknown_operator() const {
  if (lexer_.at(Is::unknown)) return lexer_.peek().text == "=" || lexer_.peek().text == "!";
  const char first = lexer_.at(Is::name) ? lexer_.peek().text.front() : 'A';
  return (first == '_' || (first >= 'a' && first <= 'z')) && !lexer_.at_name("and") && !lexer_.at_name("or");
}

Index ExpressionParser::condition() {
  if (lexer_.at(Is::end)) lexer_.expected("a condition");
  // Operands fill other tables only, so the tests of one condition lie side by side.
  const auto first = static_cast<Index>(program_.tests.size());
  while (true) {
    Test test;
    if (lexer_.at(Is::end)) lexer_.expected("a condition");
    test.left = compared();
    test.comparison = comparison();
    if (test.comparison == Comparison::unknown)
      test.right = builder_.constant(Value(lexer_.take_operator()));  // what the error names
    else if (test.comparison != Comparison::truth)
      test.right = compared();
    while (is_lax() && !lexer_.at(Is::end) && !lexer_.at_name("and") && !lexer_.at_name("or")) lexer_.take();
    if (lexer_.take_name("and"))
      test.next = Connective::conjunction;
    else if (lexer_.take_name("or"))
      test.next = Connective::disjunction;
    program_.tests.push_back(test);
    if (test.next == Connective::end) break;
  }
  finish();
  return first;
}

void ExpressionParser::keywords(Index& first, Index& count) {
  std::vector<Keyword> list;
  // Ruby's lax sees nothing but what has a colon.
  while (is_lax() && !lexer_.at(Is::end)) {
    const Token name = lexer_.take();
    if (name.is != Is::name || !lexer_.take_if(Is::colon) || lexer_.at(Is::end)) continue;
    list.push_back({builder_.constant(name.text), operand()});
  }
  while (lexer_.at(Is::comma) || lexer_.at(Is::name)) {
    lexer_.take_if(Is::comma);
    if (lexer_.at(Is::end)) break;
    if (!lexer_.at(Is::name)) lexer_.expected("a name");
    const Token name = lexer_.take();
    if (!lexer_.take_if(Is::colon)) lexer_.expected("\":\"");
    list.push_back({builder_.constant(name.text), operand()});
  }
  first = static_cast<Index>(program_.keywords.size());
  count = static_cast<Index>(list.size());
  program_.keywords.insert(program_.keywords.end(), list.begin(), list.end());
}

void ExpressionParser::finish() {
  if (!lexer_.at(Is::end) && !is_lax()) lexer_.expected("the end");
}

}  // namespace lifecycled::liquid
