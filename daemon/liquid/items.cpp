#include "liquid/items.hpp"

#include <algorithm>

#include "liquid/error.hpp"
#include "liquid/lookup.hpp"
#include "liquid/number.hpp"
#include "liquid/printer.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

void flatten(const Array& from, Array& to, Budget& budget, unsigned depth) {
  if (depth > 100) throw Error(Fault::limit, "the value is nested too deeply");
  for (const Value& item : from) {
    budget.charge(1);
    if (item.is_array())
      flatten(item.array(), to, budget, depth + 1);
    else
      to.push_back(item);
  }
}

Error no_property(const Value& property, Budget& budget) {
  std::string storage;
  return Error(Fault::value, "cannot select the property '" +
                                 std::string(shown_text_of(property, storage, budget).substr(0, 400)) + "'");
}

// What Ruby takes for the number of a character or a bit: decimals are cut.
std::optional<std::int64_t> position_of(const Value& property) {
  if (property.kind() == Kind::integer) return property.integer();
  return property.kind() == Kind::real ? std::optional(truncated(property)) : std::nullopt;
}

// Ruby answers a string asked for a number with that character.
Value character_at(std::string_view text, std::int64_t index) {
  if (index < 0) index += static_cast<std::int64_t>(character_count(text));
  if (index < 0) return {};
  const auto rest = text.substr(prefix_length(text, static_cast<std::size_t>(index)));
  return rest.empty() ? Value() : Value(rest.substr(0, character_length(rest)));
}

std::optional<Value> part_of_string(const Value& text, const Value& property, Budget& budget) {
  if (property.is_string())
    return find_text(text.string(), property.string()) == std::string_view::npos ? Value() : property;
  if (const auto position = position_of(property)) return character_at(text.string(), *position);
  throw no_property(property, budget);
}

}  // namespace

Array flat_items(const Value& value, Budget& budget) {
  Array result;
  switch (value.kind()) {
    case Kind::nil:
      break;
    case Kind::array:
      budget.charge(value.array().size() / 8);
      result.reserve(value.array().size());
      flatten(value.array(), result, budget, 0);
      break;
    case Kind::range: {
      const std::uint64_t size = value.range().size();
      budget.charge(size);
      result.reserve(size);
      for (std::uint64_t i = 0; i < size; ++i)
        result.emplace_back(value.range().first + static_cast<std::int64_t>(i));
      break;
    }
    default:
      result.push_back(value);
      break;
  }
  return result;
}

std::optional<Value> property_of(const Value& item, const Value& property, Budget& budget) {
  switch (item.kind()) {
    case Kind::object:
    case Kind::drop: {
      if (!property.is_string()) return Value();
      Value scratch;
      const Value* found = member_of(item, property.string(), Segment::Special::no, scratch);
      return found == nullptr ? Value() : *found;
    }
    case Kind::string:
      budget.charge_bytes(item.string().size());
      return part_of_string(item, property, budget);
    case Kind::integer:
    case Kind::huge: {
      // Ruby answers a number asked for a number with one of its bits.
      const auto position = position_of(property);
      if (!position) throw no_property(property, budget);
      if (*position < 0) return Value(0);
      const Wide bits = to_number(item).integer;
      return Value(static_cast<int>(bits >> std::min<std::int64_t>(*position, 127)) & 1);
    }
    case Kind::range:
    case Kind::array:
      throw no_property(property, budget);
    case Kind::real:
    case Kind::nil:
    case Kind::blank:
    case Kind::empty:
    case Kind::boolean:
      break;
  }
  return std::nullopt;
}

}  // namespace lifecycled::liquid
