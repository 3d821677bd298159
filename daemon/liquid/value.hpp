// A value as a template sees it: small, cheap to copy, never changed once shared. Whoever renders builds the
// data out of these (or has from_json() in json.hpp do it); filters take them and give them back.
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lifecycled::liquid {

class Value;
class Object;
class Drop;
using Array = std::vector<Value>;

// Integers beyond 64 bits.
__extension__ typedef __int128 Wide;

// Both ends belong to it; empty when last < first.
struct Range {
  std::int64_t first = 0;
  std::int64_t last = -1;
  // Saturates: a range over all of int64 has one number more than fits.
  std::uint64_t size() const;
  bool operator==(const Range&) const = default;
};

enum class Kind : std::uint8_t {
  nil,
  blank,  // the words `blank` and `empty` are values: they can be assigned and passed to filters
  empty,
  boolean,
  integer,
  real,
  huge,  // an integer beyond 64 bits; from here on the value points to something shared
  string,
  array,
  object,
  range,
  drop,
};

// Counts its owners, in any thread. What hangs on it is immutable while there is more than one.
struct Shared {
  mutable std::atomic<std::uint32_t> owners{1};
};

class Value {
 public:
  constexpr Value() noexcept : integer_(0) {}
  Value(bool value) noexcept : kind_(Kind::boolean), boolean_(value) {}
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  Value(T value) noexcept : kind_(Kind::integer), integer_(static_cast<std::int64_t>(value)) {}
  Value(double value) noexcept : kind_(Kind::real), real_(value) {}
  Value(std::string value);
  Value(std::string_view value) : Value(std::string(value)) {}
  Value(const char* value) : Value(std::string(value)) {}
  Value(Array value);
  Value(Object value);
  Value(Range value);
  Value(std::shared_ptr<const Drop> value);
  template <class T>
    requires std::derived_from<T, Drop>
  Value(std::shared_ptr<T> value) : Value(std::shared_ptr<const Drop>(std::move(value))) {}
  // Without these, any pointer would quietly become `true`.
  template <class T>
  Value(T*) = delete;

  // A string that is HTML already and is not escaped again.
  static Value safe(std::string html);
  // `huge` when it must be, else an integer.
  static Value whole(Wide value);
  static Value blank() noexcept { return Value(Kind::blank); }
  static Value empty() noexcept { return Value(Kind::empty); }

  Value(const Value& other) noexcept : kind_(other.kind_), safe_(other.safe_), integer_(other.integer_) {
    if (kind_ >= Kind::huge) shared_->owners.fetch_add(1, std::memory_order_relaxed);
  }
  Value(Value&& other) noexcept : kind_(other.kind_), safe_(other.safe_), integer_(other.integer_) {
    other.kind_ = Kind::nil;
  }
  Value& operator=(Value other) noexcept {
    swap(other);
    return *this;
  }
  ~Value() {
    if (kind_ >= Kind::huge) release();
  }
  void swap(Value& other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(safe_, other.safe_);
    std::swap(integer_, other.integer_);
  }

  Kind kind() const noexcept { return kind_; }
  bool is_nil() const noexcept { return kind_ == Kind::nil; }
  bool is_string() const noexcept { return kind_ == Kind::string; }
  bool is_array() const noexcept { return kind_ == Kind::array; }
  bool is_object() const noexcept { return kind_ == Kind::object; }
  bool is_number() const noexcept { return kind_ >= Kind::integer && kind_ <= Kind::huge; }
  bool is_safe() const noexcept { return kind_ == Kind::string && safe_; }
  // Only nil and false are false: 0, "" and [] are true.
  bool is_truthy() const noexcept { return kind_ != Kind::nil && (kind_ != Kind::boolean || boolean_); }

  // Each of these only for its own kind.
  bool boolean() const noexcept { return boolean_; }
  std::int64_t integer() const noexcept { return integer_; }
  double real() const noexcept { return real_; }
  Wide huge() const noexcept;
  const std::string& string() const noexcept;
  const Array& array() const noexcept;
  const Object& object() const noexcept;
  const Range& range() const noexcept;
  const Drop& drop() const noexcept;

  // The string itself for changing in place, or null when somebody else holds it too.
  std::string* own_string() noexcept;

 private:
  explicit Value(Kind kind) noexcept : kind_(kind), integer_(0) {}
  void release() noexcept;

  Kind kind_ = Kind::nil;
  bool safe_ = false;
  union {
    bool boolean_;
    std::int64_t integer_;
    double real_;
    Shared* shared_;
  };
  static_assert(sizeof(std::int64_t) == sizeof(Shared*), "copies go through integer_");
};

// Keeps the order in which keys came. Up to eight keys are searched one by one, more through a sorted index:
// no hashes, so nobody can choose keys that collide.
class Object {
 public:
  struct Entry {
    std::string key;
    Value value;
  };
  Object() = default;
  Object(std::initializer_list<Entry> entries);
  // Of equal keys the last one counts, in the place of the first.
  explicit Object(std::vector<Entry> entries);

  void set(std::string key, Value value);
  const Value* find(std::string_view key) const noexcept;
  std::size_t size() const noexcept { return entries_.size(); }
  bool is_empty() const noexcept { return entries_.empty(); }
  auto begin() const noexcept { return entries_.begin(); }
  auto end() const noexcept { return entries_.end(); }

 private:
  std::size_t position(std::string_view key) const noexcept;
  void sort_index();

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> sorted_;
};

// A lazy object: its members are fetched when a template asks for them, each at most once a render when it is
// the data itself. Called from the thread that renders.
class Drop {
 public:
  virtual ~Drop() = default;
  virtual Value get(std::string_view key) const = 0;
  // What stands for the whole when it is printed, looped over, compared or filtered.
  virtual Value value() const { return {}; }
  // Of one that stands for nothing but itself: what is printed, as Ruby prints the class. "" = none.
  virtual std::string_view name() const { return {}; }
};

}  // namespace lifecycled::liquid
