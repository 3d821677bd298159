#include "liquid/comparing.hpp"

#include "liquid/error.hpp"
#include "liquid/number.hpp"
#include "liquid/printer.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

bool is_equal_at(const Value& a, const Value& b, Budget& budget, unsigned depth);

bool are_arrays_equal(const Array& a, const Array& b, Budget& budget, unsigned depth) {
  if (&a == &b) return true;
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!is_equal_at(a[i], b[i], budget, depth)) return false;
  return true;
}

bool are_objects_equal(const Object& a, const Object& b, Budget& budget, unsigned depth) {
  if (&a == &b) return true;
  if (a.size() != b.size()) return false;
  for (const auto& [key, value] : a) {
    const Value* other = b.find(key);
    if (other == nullptr || !is_equal_at(value, *other, budget, depth)) return false;
  }
  return true;
}

bool is_equal_at(const Value& a, const Value& b, Budget& budget, unsigned depth) {
  if (depth > 100) throw Error(Fault::limit, "the value is nested too deeply");
  budget.charge(1);
  const auto is_itself = [](const Value& value) {
    return value.kind() == Kind::drop && !value.drop().name().empty();
  };
  if (is_itself(a) || is_itself(b)) return a.kind() == b.kind() && &a.drop() == &b.drop();
  if (a.kind() == Kind::drop) return is_equal_at(a.drop().value(), b, budget, depth + 1);
  if (b.kind() == Kind::drop) return is_equal_at(a, b.drop().value(), budget, depth + 1);
  if (a.is_number() && b.is_number()) {
    return a.kind() == b.kind() && a.kind() == Kind::integer ? a.integer() == b.integer()
                                                             : compare(to_number(a), to_number(b)) == 0;
  }
  if (a.kind() != b.kind()) {
    if (a.kind() == Kind::blank) return is_blank(b, budget);
    if (b.kind() == Kind::blank) return is_blank(a, budget);
    if (a.kind() == Kind::empty) return is_empty(b);
    if (b.kind() == Kind::empty) return is_empty(a);
    return false;
  }
  switch (a.kind()) {
    case Kind::nil:
      return true;
    case Kind::blank:
    case Kind::empty:
      return false;  // they ask a value, and are none
    case Kind::boolean:
      return a.boolean() == b.boolean();
    case Kind::string:
      if (a.string().size() != b.string().size()) return false;
      budget.charge_bytes(a.string().size());
      return a.string() == b.string();
    case Kind::array:
      return are_arrays_equal(a.array(), b.array(), budget, depth + 1);
    case Kind::object:
      return are_objects_equal(a.object(), b.object(), budget, depth + 1);
    case Kind::range:
      return a.range() == b.range();
    case Kind::integer:
    case Kind::real:
    case Kind::huge:
    case Kind::drop:
      break;  // settled above
  }
  return false;
}

// As Ruby calls them, which is what its users know from errors.
const char* class_of(const Value& value) {
  return value.is_string() ? "String" : value.kind() != Kind::real ? "Integer" : "Float";
}

// The right side is named by its value when that is a number of the usual size: 63 bits in Ruby.
std::string right_side(const Value& value) {
  constexpr std::int64_t usual = std::int64_t{1} << 62;
  const bool is_usual = value.kind() == Kind::real || (value.kind() == Kind::integer &&
                                                       value.integer() < usual && value.integer() >= -usual);
  if (!is_usual) return class_of(value);
  std::string text;
  value.kind() == Kind::real ? append_real(text, value.real()) : append_integer(text, value.integer());
  return text;
}

}  // namespace

bool is_equal(const Value& a, const Value& b, Budget& budget) { return is_equal_at(a, b, budget, 0); }

bool is_empty(const Value& value) {
  return (value.is_string() && value.string().empty()) || (value.is_array() && value.array().empty()) ||
         (value.is_object() && value.object().is_empty());
}

bool is_blank(const Value& value, Budget& budget) {
  if (value.is_string()) budget.charge_bytes(value.string().size());
  return value.is_nil() || (value.kind() == Kind::boolean && !value.boolean()) || is_empty(value) ||
         (value.is_string() && is_whitespace(value.string()));
}

bool has_order(const Value& a, const Value& b) {
  if ((a.is_number() && b.is_string()) || (a.is_string() && b.is_number()))
    throw Error(Fault::value,
                std::string("comparison of ") + class_of(a) + " with " + right_side(b) + " failed",
                "a text is not a number, even when it has digits alone");
  return (a.is_number() && b.is_number()) || (a.is_string() && b.is_string());
}

std::partial_ordering order(const Value& a, const Value& b, Budget& budget) {
  if (a.is_number()) return compare(to_number(a), to_number(b));
  budget.charge_bytes(std::min(a.string().size(), b.string().size()));
  return a.string() <=> b.string();
}

bool contains(const Value& whole, const Value& part, Budget& budget) {
  if (!part.is_truthy()) return false;
  if (whole.is_string()) {
    budget.charge_bytes(whole.string().size());
    std::string storage;
    return find_text(whole.string(), shown_text_of(part, storage, budget)) != std::string_view::npos;
  }
  if (whole.is_array()) {
    for (const Value& item : whole.array())
      if (is_equal(item, part, budget)) return true;
    return false;
  }
  if (whole.is_object()) return part.is_string() && whole.object().find(part.string()) != nullptr;
  if (whole.kind() == Kind::range)
    return part.is_number() && compare(to_number(part), to_number(Value(whole.range().first))) >= 0 &&
           compare(to_number(part), to_number(Value(whole.range().last))) <= 0;
  return false;
}

}  // namespace lifecycled::liquid
