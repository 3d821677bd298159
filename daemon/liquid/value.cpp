#include "liquid/value.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "liquid/sorting.hpp"

namespace lifecycled::liquid {

namespace {

constexpr std::size_t searched_one_by_one = 8;

template <class T>
struct Held : Shared {
  explicit Held(T v) : value(std::move(v)) {}
  T value;
};
using HeldDrop = Held<std::shared_ptr<const Drop>>;

template <class T>
T& held(Shared* shared) noexcept {
  return static_cast<Held<T>*>(shared)->value;
}

}  // namespace

std::uint64_t Range::size() const {
  if (last < first) return 0;
  const auto distance = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first);
  return distance == std::numeric_limits<std::uint64_t>::max() ? distance : distance + 1;
}

Value::Value(std::string value) : kind_(Kind::string), shared_(new Held<std::string>(std::move(value))) {}
Value::Value(Array value) : kind_(Kind::array), shared_(new Held<Array>(std::move(value))) {}
Value::Value(Object value) : kind_(Kind::object), shared_(new Held<Object>(std::move(value))) {}
Value::Value(Range value) : kind_(Kind::range), shared_(new Held<Range>(value)) {}
Value::Value(std::shared_ptr<const Drop> value) : integer_(0) {
  if (!value) return;
  shared_ = new HeldDrop(std::move(value));
  kind_ = Kind::drop;
}

Value Value::whole(Wide value) {
  if (value >= std::numeric_limits<std::int64_t>::min() && value <= std::numeric_limits<std::int64_t>::max())
    return Value(static_cast<std::int64_t>(value));
  Value result(Kind::huge);
  result.shared_ = new Held<Wide>(value);
  return result;
}

Value Value::safe(std::string html) {
  Value value(std::move(html));
  value.safe_ = true;
  return value;
}

Wide Value::huge() const noexcept { return held<Wide>(shared_); }
const std::string& Value::string() const noexcept { return held<std::string>(shared_); }
const Array& Value::array() const noexcept { return held<Array>(shared_); }
const Object& Value::object() const noexcept { return held<Object>(shared_); }
const Range& Value::range() const noexcept { return held<Range>(shared_); }
const Drop& Value::drop() const noexcept { return *held<std::shared_ptr<const Drop>>(shared_); }

std::string* Value::own_string() noexcept {
  if (kind_ != Kind::string || shared_->owners.load(std::memory_order_acquire) != 1) return nullptr;
  return &held<std::string>(shared_);
}

void Value::release() noexcept {
  // The only owner needs no locked instruction, and most values have one owner.
  if (shared_->owners.load(std::memory_order_acquire) != 1 &&
      shared_->owners.fetch_sub(1, std::memory_order_acq_rel) != 1)
    return;
  switch (kind_) {
    case Kind::huge:
      delete static_cast<Held<Wide>*>(shared_);
      break;
    case Kind::string:
      delete static_cast<Held<std::string>*>(shared_);
      break;
    case Kind::array:
      delete static_cast<Held<Array>*>(shared_);
      break;
    case Kind::object:
      delete static_cast<Held<Object>*>(shared_);
      break;
    case Kind::range:
      delete static_cast<Held<Range>*>(shared_);
      break;
    case Kind::drop:
      delete static_cast<HeldDrop*>(shared_);
      break;
    case Kind::nil:
    case Kind::blank:
    case Kind::empty:
    case Kind::boolean:
    case Kind::integer:
    case Kind::real:
      break;
  }
}

Object::Object(std::initializer_list<Entry> entries) : Object(std::vector<Entry>(entries)) {}

Object::Object(std::vector<Entry> entries) {
  if (entries.size() <= searched_one_by_one) {
    for (auto& entry : entries) set(std::move(entry.key), std::move(entry.value));
    return;
  }
  entries_ = std::move(entries);
  sort_index();
}

// Sorts once for all keys, because inserting them one by one moves the index each time.
void Object::sort_index() {
  sorted_.resize(entries_.size());
  std::iota(sorted_.begin(), sorted_.end(), 0U);
  merge_sort(sorted_, [this](auto a, auto b) { return entries_[a].key < entries_[b].key; });
  std::vector<bool> doubled(entries_.size());
  bool any = false;
  for (std::size_t i = 0; i + 1 < sorted_.size();) {
    std::size_t last = i;
    while (last + 1 < sorted_.size() && entries_[sorted_[last + 1]].key == entries_[sorted_[i]].key) ++last;
    if (last > i) entries_[sorted_[i]].value = std::move(entries_[sorted_[last]].value);
    for (std::size_t j = i + 1; j <= last; ++j) doubled[sorted_[j]] = any = true;
    i = last + 1;
  }
  if (!any) return;
  std::vector<Entry> kept;
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (!doubled[i]) kept.push_back(std::move(entries_[i]));
  entries_ = std::move(kept);
  sorted_.clear();
  if (entries_.size() > searched_one_by_one) sort_index();
}

std::size_t Object::position(std::string_view key) const noexcept {
  const auto it = std::lower_bound(sorted_.begin(), sorted_.end(), key,
                                   [this](auto a, std::string_view b) { return entries_[a].key < b; });
  return static_cast<std::size_t>(it - sorted_.begin());
}

const Value* Object::find(std::string_view key) const noexcept {
  if (sorted_.empty()) {
    for (const auto& entry : entries_) {
      // Sizes and ends first: most keys of one object differ in one of them, and the call to compare is
      // spared.
      if (entry.key.size() != key.size()) continue;
      if (key.empty() || (entry.key.back() == key.back() && entry.key == key)) return &entry.value;
    }
    return nullptr;
  }
  const auto at = position(key);
  if (at == sorted_.size() || entries_[sorted_[at]].key != key) return nullptr;
  return &entries_[sorted_[at]].value;
}

void Object::set(std::string key, Value value) {
  if (const Value* old = find(key)) {
    const_cast<Value&>(*old) = std::move(value);
    return;
  }
  const auto number = static_cast<std::uint32_t>(entries_.size());
  if (!sorted_.empty()) sorted_.insert(sorted_.begin() + static_cast<std::ptrdiff_t>(position(key)), number);
  entries_.push_back({std::move(key), std::move(value)});
  if (sorted_.empty() && entries_.size() > searched_one_by_one) sort_index();
}

}  // namespace lifecycled::liquid
