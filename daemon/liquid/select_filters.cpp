// Filters that choose items by a property: where, reject, find, find_index and has. An item is chosen when
// its property equals the wanted value, or, without one, when the property is truthy.
#include <algorithm>

#include "liquid/comparing.hpp"
#include "liquid/items.hpp"
#include "liquid/standard_filters.hpp"

namespace lifecycled::liquid {

namespace {

struct Chosen {
  Array items;
  std::vector<bool> is_chosen;
  bool failed = false;  // an item has no properties at all: every one of these filters answers nil then
};

// "maker.name" where no key has that name as a whole: member by member, past what has none.
std::optional<Value> property_by_path(const Value& item, const Value& property, Budget& budget) {
  auto value = property_of(item, property, budget);
  if (!value || !value->is_nil() || !property.is_string()) return value;
  std::string_view path = property.string();
  if (path.find('.') == std::string_view::npos) return value;
  Value at = item;
  while (!path.empty()) {
    const auto dot = std::min(path.find('.'), path.size());
    if (auto member = property_of(at, Value(path.substr(0, dot)), budget)) at = std::move(*member);
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return at;
}

// Up to the first match when only that is asked for.
Chosen choose(FilterCall& call, bool first_only) {
  Chosen result;
  result.items = flat_items(call.input(), call.budget());
  const Value& property = call.argument(0);
  const Value& wanted = call.argument(1);
  for (const Value& item : result.items) {
    if (property.is_nil() && item.is_string()) {
      result.failed = true;
      return result;
    }
    const auto value = property_by_path(item, property, call.budget());
    if (!value) {
      result.failed = true;
      return result;
    }
    const bool matches = wanted.is_nil() ? value->is_truthy() : is_equal(*value, wanted, call.budget());
    result.is_chosen.push_back(matches);
    if (matches && first_only) return result;
  }
  return result;
}

Value kept(FilterCall& call, bool which) {
  Chosen chosen = choose(call, false);
  if (chosen.failed) return {};
  Array items;
  for (std::size_t i = 0; i < chosen.items.size(); ++i)
    if (chosen.is_chosen[i] == which) items.push_back(std::move(chosen.items[i]));
  return Value(std::move(items));
}

Value find(FilterCall& call) {
  const Chosen chosen = choose(call, true);
  const bool found = !chosen.failed && !chosen.is_chosen.empty() && chosen.is_chosen.back();
  return found ? chosen.items[chosen.is_chosen.size() - 1] : Value();
}

Value find_index(FilterCall& call) {
  const Chosen chosen = choose(call, true);
  const bool found = !chosen.failed && !chosen.is_chosen.empty() && chosen.is_chosen.back();
  return found ? Value(chosen.is_chosen.size() - 1) : Value();
}

Value has(FilterCall& call) {
  const Chosen chosen = choose(call, true);
  if (chosen.failed) return {};
  return Value(!chosen.is_chosen.empty() && chosen.is_chosen.back());
}

}  // namespace

void add_select_filters(FilterSet& set) {
  set.add({"where", 1, 2, [](FilterCall& call) { return kept(call, true); }});
  set.add({"reject", 1, 2, [](FilterCall& call) { return kept(call, false); }});
  set.add({"find", 1, 2, find});
  set.add({"find_index", 1, 2, find_index});
  set.add({"has", 1, 2, has});
}

}  // namespace lifecycled::liquid
