// Filters that order, join and count lists.
#include <algorithm>
#include <unordered_set>

#include "liquid/comparing.hpp"
#include "liquid/error.hpp"
#include "liquid/filter_text.hpp"
#include "liquid/items.hpp"
#include "liquid/lookup.hpp"
#include "liquid/number.hpp"
#include "liquid/sorting.hpp"
#include "liquid/standard_filters.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

// When one of the parts is safe, the others are escaped and the whole is safe.
Value join(FilterCall& call) {
  const Array items = flat_items(call.input(), call.budget());
  const Value& between = call.argument(0);
  bool is_safe = between.is_safe();
  for (const Value& item : items) is_safe = is_safe || item.is_safe();
  is_safe = is_safe && call.context().options().escape_html;
  const Text separator(between, call.budget());
  std::string glue = call.has(0) ? std::string(separator.view()) : " ";
  if (is_safe && !between.is_safe()) glue = escaped(glue);
  std::string result;
  Printer printer(result, call.budget(), is_safe);
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) result += glue;
    printer.print(items[i]);
  }
  return is_safe ? Value::safe(std::move(result)) : Value(std::move(result));
}

Value end_of(FilterCall& call, Segment::Special which) {
  Value scratch;
  const Value* found = nullptr;
  // Only a member that lies at the end is meant, not a key named "first".
  if (call.input().is_object()) {
    if (which == Segment::Special::first && !call.input().object().is_empty()) {
      const auto& entry = *call.input().object().begin();
      return Value(Array{entry.key, entry.value});
    }
    return {};
  }
  found = member_of(call.input(), which == Segment::Special::first ? "first" : "last", which, scratch);
  return found == nullptr ? Value() : *found;
}

Value reverse(FilterCall& call) {
  Array items = flat_items(call.input(), call.budget());
  std::reverse(items.begin(), items.end());
  return Value(std::move(items));
}

Value concat(FilterCall& call) {
  if (!call.argument(0).is_array()) throw Error(Fault::value, "concat filter requires an array argument");
  Array items = flat_items(call.input(), call.budget());
  const Array& more = call.argument(0).array();
  call.budget().charge(more.size());
  items.insert(items.end(), more.begin(), more.end());
  return Value(std::move(items));
}

struct Keyed {
  Value key;
  Value item;
};

// nil, true and decimals have no properties at all: a filter that must ask one of them answers nil.
bool can_be_asked(const Value& item) {
  return !item.is_nil() && item.kind() != Kind::boolean && item.kind() != Kind::real;
}

// Nothing when an item cannot be asked. A list of one is not looked into where only comparing would.
std::optional<std::vector<Keyed>> keyed_items(FilterCall& call, bool compares) {
  std::vector<Keyed> result;
  const Value& property = call.argument(0);
  Array items = flat_items(call.input(), call.budget());
  const bool asks = !property.is_nil() && !(compares && items.size() < 2);
  for (Value& item : items) {
    if (asks && !can_be_asked(item)) return std::nullopt;
    Value key = asks ? property_of(item, property, call.budget()).value_or(Value()) : item;
    result.push_back({std::move(key), std::move(item)});
  }
  return result;
}

// sort and sort_natural look at all items before they ask the first.
bool cannot_be_asked(FilterCall& call) {
  if (call.argument(0).is_nil()) return false;
  const Array items = flat_items(call.input(), call.budget());
  return !std::ranges::all_of(items, can_be_asked);
}

Value items_of(std::vector<Keyed> keyed) {
  Array items;
  items.reserve(keyed.size());
  for (Keyed& entry : keyed) items.push_back(std::move(entry.item));
  return Value(std::move(items));
}

Value sort(FilterCall& call) {
  if (cannot_be_asked(call)) return {};
  auto keyed = keyed_items(call, true).value_or(std::vector<Keyed>());
  Budget& budget = call.budget();
  merge_sort(keyed, [&budget](const Keyed& a, const Keyed& b) {
    budget.charge(1);
    if (a.key.is_nil() || b.key.is_nil()) return !a.key.is_nil();
    const bool both_numbers = a.key.is_number() && b.key.is_number();
    if (!both_numbers && !(a.key.is_string() && b.key.is_string())) {
      if (is_equal(a.key, b.key, budget)) return false;
      throw Error(Fault::value, "cannot sort values of incompatible types");
    }
    return order(a.key, b.key, budget) < 0;
  });
  return items_of(std::move(keyed));
}

std::string folded(const Value& value, Budget& budget) {
  std::string text(Text(value, budget).view());
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

Value sort_natural(FilterCall& call) {
  if (cannot_be_asked(call)) return {};
  auto keyed = keyed_items(call, true).value_or(std::vector<Keyed>());
  Budget& budget = call.budget();
  for (Keyed& entry : keyed)
    if (!entry.key.is_nil()) entry.key = Value(folded(entry.key, budget));
  merge_sort(keyed, [&budget](const Keyed& a, const Keyed& b) {
    budget.charge(1);
    if (a.key.is_nil() || b.key.is_nil()) return !a.key.is_nil();
    return order(a.key, b.key, budget) < 0;
  });
  return items_of(std::move(keyed));
}

// Equal values have equal names; 1 and "1" differ, 1 and 1.0 do too, as in Ruby.
std::string identity(const Value& value, Budget& budget) {
  std::string name(1, static_cast<char>('a' + static_cast<int>(value.kind())));
  if (value.is_string()) {
    budget.charge_bytes(value.string().size());
    return name += value.string();
  }
  // An object is shown with its keys and strings quoted, so different ones differ.
  return name += to_text(value.is_array() ? Value(Object{{"", value}}) : value, budget);
}

Value uniq(FilterCall& call) {
  Array items;
  std::unordered_set<std::string> seen;
  auto keyed = keyed_items(call, true);
  if (!keyed) return {};
  for (Keyed& entry : *keyed)
    if (seen.insert(identity(entry.key, call.budget())).second) items.push_back(std::move(entry.item));
  return Value(std::move(items));
}

Value compact(FilterCall& call) {
  Array items;
  auto keyed = keyed_items(call, false);
  if (!keyed) return {};
  for (Keyed& entry : *keyed)
    if (!entry.key.is_nil()) items.push_back(std::move(entry.item));
  return Value(std::move(items));
}

Value map(FilterCall& call) {
  Array items;
  for (const Value& item : flat_items(call.input(), call.budget()))
    items.push_back(property_of(item, call.argument(0), call.budget()).value_or(Value()));
  return Value(std::move(items));
}

Value sum(FilterCall& call) {
  Array numbers = flat_items(call.input(), call.budget());
  if (const Value& property = call.argument(0); !property.is_nil())
    for (Value& item : numbers) item = property_of(item, property, call.budget()).value_or(Value());
  Number total;
  for (const Value& number : flat_items(Value(std::move(numbers)), call.budget()))
    total = add(total, to_number(number));
  return total.value();
}

}  // namespace

void add_array_filters(FilterSet& set) {
  set.add({"join", 0, 1, join});
  set.add({"first", 0, 0, [](FilterCall& call) { return end_of(call, Segment::Special::first); }});
  set.add({"last", 0, 0, [](FilterCall& call) { return end_of(call, Segment::Special::last); }});
  set.add({"reverse", 0, 0, reverse});
  set.add({"concat", 1, 1, concat});
  set.add({"sort", 0, 1, sort});
  set.add({"sort_natural", 0, 1, sort_natural});
  set.add({"uniq", 0, 1, uniq});
  set.add({"compact", 0, 1, compact});
  set.add({"map", 1, 1, map});
  set.add({"sum", 0, 1, sum});
}

}  // namespace lifecycled::liquid
