#include "liquid/evaluator.hpp"

#include <array>

#include "liquid/comparing.hpp"
#include "liquid/error.hpp"
#include "liquid/lookup.hpp"
#include "liquid/number.hpp"

namespace lifecycled::liquid {

namespace {

constinit const Value nil;

// nil is 0 and a text the number it begins with.
std::int64_t bound(const Value& value, Budget& budget) {
  if (value.is_string()) budget.charge_bytes(value.string().size());
  if (value.is_nil() || value.is_string()) return truncated(value);
  return to_integer(value, "an end of a range");
}

// As Ruby counts: what stands before the filter is an argument too, and so are all named ones together.
void check_count(const Call& call) {
  const Filter& filter = *call.filter;
  const Index given = 1 + call.argument_count + (call.keyword_count > 0 ? 1 : 0);
  const Index least = 1 + filter.least_arguments;
  const Index most = 1 + filter.most_arguments + (filter.keywords.empty() ? 0 : 1);
  if (given >= least && given <= most) return;
  std::string expected = std::to_string(least);
  if (most > least) expected += ".." + std::to_string(most);
  throw Error(Fault::value,
              "wrong number of arguments (given " + std::to_string(given) + ", expected " + expected + ")");
}

}  // namespace

const Value& Evaluator::computed(const Operand& operand, Value& scratch, bool may_be_missing) {
  if (operand.of == Operand::Of::range) {
    scratch = Value(range(program_->ranges[operand.index]));
    return scratch;
  }
  const Path& path = program_->paths[operand.index];
  const Value* found = find(path, scratch);
  if (found == nullptr) {
    if (options().strict_variables && !may_be_missing) undefined(path);
    return nil;
  }
  if (found->kind() == Kind::drop) {
    // A lazy list or text is what it stands for from here on; an object that is asked by key stays a drop.
    Value stands_for = found->drop().value();
    if (!stands_for.is_nil()) {
      scratch = std::move(stands_for);
      return scratch;
    }
  }
  return *found;
}

Range Evaluator::range(const RangeOperand& range) {
  Value scratch;
  const std::int64_t first = bound(value(range.first, scratch), budget());
  return {first, bound(value(range.last, scratch), budget())};
}

Value Evaluator::variable(std::string_view name) {
  const Value* found = scope_->find(name);
  return found == nullptr ? Value() : *found;
}

const Value* Evaluator::find(const Path& path, Value& scratch) {
  const Value* at = nullptr;
  if (path.name != none) {
    at = scope_->find(*program_, path.name, map_);
  } else {
    const Value& name = value(path.root, scratch);
    if (name.is_string()) {
      budget().charge_bytes(name.string().size());
      at = scope_->find(name.string());
    }
  }
  for (Index i = 0; at != nullptr && i < path.segment_count; ++i)
    at = member(*at, program_->segments[path.first_segment + i], scratch);
  return at;
}

const Value* Evaluator::member(const Value& whole, const Segment& segment, Value& scratch) {
  switch (segment.of) {
    case Segment::Of::key:
      // Its characters are counted.
      if (whole.is_string()) budget().charge_bytes(whole.string().size());
      return member_of(whole, program_->constants[segment.key].string(), segment.special, scratch);
    case Segment::Of::index:
      return item_of(whole, segment.number, scratch);
    case Segment::Of::operand:
      break;
  }
  // `whole` may live in `scratch`, which the operand must not overwrite.
  Value key_scratch;
  const Value& key = value(segment.operand, key_scratch);
  if (key.is_string()) return member_of(whole, key.string(), Segment::Special::no, scratch);
  if (key.kind() == Kind::integer) return item_of(whole, key.integer(), scratch);
  return nullptr;
}

void Evaluator::undefined(const Path& path) {
  place = path.place;
  std::string text = path.name == none ? "a computed name" : program_->names[path.name];
  for (Index i = 0; i < path.segment_count; ++i) {
    const Segment& segment = program_->segments[path.first_segment + i];
    if (segment.of == Segment::Of::key)
      text += "." + program_->constants[segment.key].string();
    else
      text += "[]";
  }
  throw Error(Fault::undefined, "\"" + text + "\" is not known");
}

void Evaluator::charge(const Value& value) {
  if (value.is_string()) {
    budget().allow_size(value.string().size());
    budget().charge_bytes(value.string().size());
  } else if (value.is_array()) {
    budget().charge(value.array().size() / 4);
  }
}

const Value& Evaluator::expression(const Expression& expression, Value& scratch) {
  if (expression.call_count == 0) return value(expression.value, scratch);
  const Call* calls = &program_->calls[expression.first_call];
  const bool asks_default = options().strict_variables && calls->filter->name == "default";
  const Value& first = value(expression.value, scratch, asks_default);
  Value current = &first == &scratch ? std::move(scratch) : first;
  const Index outer_place = place;
  for (Index i = 0; i < expression.call_count; ++i) {
    place = calls[i].place;
    current = call(calls[i], std::move(current));
  }
  place = outer_place;
  scratch = std::move(current);
  return scratch;
}

Value Evaluator::call(const Call& call, Value input) {
  constexpr std::size_t usual = 4;
  std::array<Value, usual> scratch;
  std::array<const Value*, usual> arguments{};
  check_count(call);
  budget().charge(1);
  charge(input);
  if (call.argument_count <= usual && call.keyword_count == 0) {
    for (Index i = 0; i < call.argument_count; ++i) {
      arguments[i] = &value(program_->operands[call.first_argument + i], scratch[i]);
      charge(*arguments[i]);
    }
    FilterCall filter_call(std::move(input), {arguments.data(), call.argument_count}, {}, *this);
    Value result = call.filter->function(filter_call);
    charge(result);
    return result;
  }
  std::vector<Value> many(call.argument_count + call.keyword_count + 1);
  std::vector<const Value*> values;
  std::vector<KeywordArgument> keywords;
  for (Index i = 0; i < call.argument_count; ++i)
    values.push_back(&value(program_->operands[call.first_argument + i], many[i]));
  for (Index i = 0; i < call.keyword_count; ++i) {
    const Keyword& keyword = program_->keywords[call.first_keyword + i];
    keywords.push_back(
        {program_->constants[keyword.name].string(), &value(keyword.value, many[call.argument_count + i])});
  }
  // To a filter that has no named arguments they are one more argument, as in Ruby's lax.
  if (call.filter->keywords.empty() && !keywords.empty()) {
    Object all;
    for (const KeywordArgument& keyword : keywords) all.set(std::string(keyword.name), *keyword.value);
    many.back() = Value(std::move(all));
    values.push_back(&many.back());
  }
  for (const Value* value : values) charge(*value);
  FilterCall filter_call(std::move(input), values, keywords, *this);
  Value result = call.filter->function(filter_call);
  charge(result);
  return result;
}

bool Evaluator::condition(Index first_test) {
  for (const Test* at = &program_->tests[first_test];; ++at) {
    const bool holds = test(*at);
    if (at->next == Connective::end) return holds;
    if (holds == (at->next == Connective::disjunction)) return holds;
  }
}

bool Evaluator::test(const Test& test) {
  Value left_scratch;
  if (test.comparison == Comparison::truth) return value(test.left, left_scratch, true).is_truthy();
  // `x == nil` asks whether there is an x.
  const auto asks = [this](const Operand& operand) {
    return operand.of == Operand::Of::constant && program_->constants[operand.index].kind() <= Kind::empty;
  };
  Value right_scratch;
  const Value& left = value(test.left, left_scratch, asks(test.right));
  const Value& right = value(test.right, right_scratch, asks(test.left));
  switch (test.comparison) {
    case Comparison::truth:
      break;
    case Comparison::equal:
      return is_equal(left, right, budget());
    case Comparison::unequal:
      return !is_equal(left, right, budget());
    case Comparison::less:
      return has_order(left, right) && order(left, right, budget()) < 0;
    case Comparison::greater:
      return has_order(left, right) && order(left, right, budget()) > 0;
    case Comparison::at_most:
      return has_order(left, right) && order(left, right, budget()) <= 0;
    case Comparison::at_least:
      return has_order(left, right) && order(left, right, budget()) >= 0;
    case Comparison::contains:
      return contains(left, right, budget());
    case Comparison::unknown:
      throw Error(Fault::value, "Unknown operator " + right.string());
  }
  return false;
}

}  // namespace lifecycled::liquid
