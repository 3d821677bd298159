#include "liquid/lookup.hpp"

#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

using Special = Segment::Special;

const Value* put(Value& scratch, Value value) {
  scratch = std::move(value);
  return &scratch;
}

const Value* special_of_string(const std::string& text, Special special, Value& scratch) {
  if (special == Special::size) return put(scratch, Value(character_count(text)));
  if (special == Special::no) return nullptr;
  if (text.empty()) return put(scratch, Value(""));
  const std::size_t length = prefix_length(text, special == Special::first ? 1 : character_count(text) - 1);
  return put(scratch, Value(special == Special::first ? text.substr(0, length) : text.substr(length)));
}

const Value* member_of_object(const Object& object, std::string_view key, Special special, Value& scratch) {
  if (const Value* found = object.find(key)) return found;
  if (special == Special::size) return put(scratch, Value(object.size()));
  if (special != Special::first || object.is_empty()) return nullptr;
  const auto& entry = *object.begin();
  return put(scratch, Value(Array{entry.key, entry.value}));
}

}  // namespace

const Value* member_of(const Value& whole, std::string_view key, Special special, Value& scratch) {
  switch (whole.kind()) {
    case Kind::object:
      return member_of_object(whole.object(), key, special, scratch);
    case Kind::string:
      return special_of_string(whole.string(), special, scratch);
    case Kind::array:
      if (special == Special::size) return put(scratch, Value(whole.array().size()));
      if (special == Special::no || whole.array().empty()) return nullptr;
      return special == Special::first ? &whole.array().front() : &whole.array().back();
    case Kind::range:
      if (special == Special::size) return put(scratch, Value(whole.range().size()));
      if (special == Special::no) return nullptr;  // the ends are there also when nothing is between them
      return put(scratch, Value(special == Special::first ? whole.range().first : whole.range().last));
    case Kind::drop: {
      Value found = whole.drop().get(key);
      if (!found.is_nil()) return put(scratch, std::move(found));
      Value stands_for = whole.drop().value();
      if (stands_for.is_nil() || stands_for.kind() == Kind::drop) return nullptr;
      Value inner;
      const Value* member = member_of(stands_for, key, special, inner);
      return member == nullptr ? nullptr : put(scratch, Value(*member));
    }
    default:
      return nullptr;
  }
}

const Value* item_of(const Value& whole, std::int64_t index, Value& scratch) {
  if (whole.kind() == Kind::drop) {
    const Value stands_for = whole.drop().value();
    if (!stands_for.is_array()) return nullptr;
    Value inner;
    const Value* item = item_of(stands_for, index, inner);
    return item == nullptr ? nullptr : put(scratch, Value(*item));
  }
  if (!whole.is_array()) return nullptr;
  const Array& array = whole.array();
  if (index < 0) index += static_cast<std::int64_t>(array.size());
  if (index < 0 || static_cast<std::uint64_t>(index) >= array.size()) return nullptr;
  return &array[static_cast<std::size_t>(index)];
}

}  // namespace lifecycled::liquid
