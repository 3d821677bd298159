#include "liquid/items.hpp"

#include "liquid/error.hpp"
#include "liquid/lookup.hpp"
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

Error no_property(const Value& property) {
  const std::string name = property.is_string()               ? property.string().substr(0, 80)
                           : property.kind() == Kind::integer ? std::to_string(property.integer())
                                                              : std::string();
  return Error(Fault::value, "cannot select the property '" + name + "'");
}

// Ruby answers a string asked for a number with that character.
Value character_at(std::string_view text, std::int64_t index) {
  if (index < 0) index += static_cast<std::int64_t>(character_count(text));
  if (index < 0) return {};
  const auto rest = text.substr(prefix_length(text, static_cast<std::size_t>(index)));
  return rest.empty() ? Value() : Value(rest.substr(0, character_length(rest)));
}

std::optional<Value> part_of_string(const Value& text, const Value& property) {
  if (property.is_nil()) return std::nullopt;
  if (property.is_string())
    return find_text(text.string(), property.string()) == std::string_view::npos ? Value() : property;
  if (property.kind() == Kind::integer) return character_at(text.string(), property.integer());
  throw no_property(property);
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
      return part_of_string(item, property);
    case Kind::integer:
      // Ruby answers a number asked for a number with one of its bits.
      if (property.kind() != Kind::integer) throw no_property(property);
      if (property.integer() < 0) return Value(0);
      return Value((item.integer() >> std::min<std::int64_t>(property.integer(), 63)) & 1);
    case Kind::range:
    case Kind::array:
      throw no_property(property);
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
