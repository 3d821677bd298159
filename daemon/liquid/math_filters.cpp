// Filters on numbers. What is not a number counts as 0, a string as the number it begins with.
#include <cmath>

#include "liquid/error.hpp"
#include "liquid/number.hpp"
#include "liquid/standard_filters.hpp"

namespace lifecycled::liquid {

namespace {

using Operation = Number (*)(const Number&, const Number&);

FilterFunction operation(Operation operation) {
  return [operation](FilterCall& call) {
    return operation(to_number(call.input()), to_number(call.argument(0))).value();
  };
}

Value absolute(FilterCall& call) {
  const Number number = to_number(call.input());
  if (!number.is_integer) return Value(std::fabs(number.real));
  return number.integer < 0 ? subtract(Number{}, number).value() : number.value();
}

Value round_filter(FilterCall& call) {
  const Number places = to_number(call.argument(0));
  return round_to(to_number(call.input()), truncated(places.value())).value();
}

Value at_least(FilterCall& call) {
  const Number input = to_number(call.input());
  const Number least = to_number(call.argument(0));
  return (compare(input, least) < 0 ? least : input).value();
}

Value at_most(FilterCall& call) {
  const Number input = to_number(call.input());
  const Number most = to_number(call.argument(0));
  return (compare(input, most) > 0 ? most : input).value();
}

}  // namespace

void add_math_filters(FilterSet& set) {
  set.add({"plus", 1, 1, operation(add)});
  set.add({"minus", 1, 1, operation(subtract)});
  set.add({"times", 1, 1, operation(multiply)});
  set.add({"divided_by", 1, 1, operation(divide)});
  set.add({"modulo", 1, 1, operation(modulo)});
  set.add({"abs", 0, 0, absolute});
  set.add({"ceil", 0, 0, [](FilterCall& call) { return round_up(to_number(call.input())).value(); }});
  set.add({"floor", 0, 0, [](FilterCall& call) { return round_down(to_number(call.input())).value(); }});
  set.add({"round", 0, 1, round_filter});
  set.add({"at_least", 1, 1, at_least});
  set.add({"at_most", 1, 1, at_most});
}

}  // namespace lifecycled::liquid
