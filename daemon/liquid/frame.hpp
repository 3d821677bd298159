// An open loop, capture, case or ifchanged of a rendering. For the renderer only.
#pragma once

#include <memory>
#include <string_view>

#include "liquid/program.hpp"
#include "liquid/scope.hpp"

namespace lifecycled::liquid {

// What a loop goes over: a list, a range, the pairs of an object, or one string; always from `from`, `length`
// long.
class Items {
 public:
  Items() = default;
  explicit Items(const Value& collection);
  explicit Items(Range range) : range_(range), is_range_(true), size_(range.size()) {}

  std::uint64_t size() const { return size_; }
  Value at(std::uint64_t index) const;

 private:
  Value collection_;
  Range range_;
  bool is_range_ = false;
  std::uint64_t size_ = 0;
};

// forloop: what a body can ask of its loop.
class LoopDrop final : public Drop {
 public:
  LoopDrop(std::string_view name, std::uint64_t length, Value parent)
      : length_(length), name_(name), parent_(std::move(parent)) {}
  Value get(std::string_view key) const override;
  std::string_view name() const override { return "Liquid::ForloopDrop"; }
  void advance(std::uint64_t index) { index_ = index; }

 private:
  std::uint64_t index_ = 0;
  std::uint64_t length_;
  std::string name_;
  Value parent_;
};

// tablerowloop.
class TableLoopDrop final : public Drop {
 public:
  TableLoopDrop(std::uint64_t length, std::uint64_t columns) : length_(length), columns_(columns) {}
  Value get(std::string_view key) const override;
  std::string_view name() const override { return "Liquid::TablerowloopDrop"; }
  void advance(std::uint64_t index) { index_ = index; }
  std::uint64_t column() const { return columns_ == 0 ? index_ + 1 : index_ % columns_ + 1; }
  std::uint64_t row() const { return columns_ == 0 ? 1 : index_ / columns_ + 1; }
  bool ends_row() const { return column() == columns_; }

 private:
  std::uint64_t index_ = 0;
  std::uint64_t length_;
  std::uint64_t columns_;
};

// The innermost value of a variable, put back when the block ends.
struct Shadowed {
  Slot* slot = nullptr;
  Value value;
  bool had = false;

  void begin(Slot& target) {
    slot = &target;
    value = std::move(target.shadow);
    had = target.has_shadow;
    target.has_shadow = true;
  }
  void end() {
    if (slot == nullptr) return;
    slot->shadow = std::move(value);
    slot->has_shadow = had;
    slot = nullptr;
  }
};

struct Frame {
  enum class Of : std::uint8_t { loop, table, capture, choice, changed };
  Of of = Of::loop;
  Index begin = 0;  // the node that opened it

  // loop, table
  Items items;
  std::uint64_t from = 0;
  std::uint64_t length = 0;
  std::uint64_t done = 0;
  bool reversed = false;
  Shadowed variable;
  Shadowed helper;
  std::shared_ptr<LoopDrop> loop;
  std::shared_ptr<TableLoopDrop> table;

  // capture, changed: where its output begins
  std::size_t start = 0;

  // choice
  Value subject;
  Index next_value = 0;
  bool matched = false;

  Value item() const { return items.at(reversed ? from + length - 1 - done : from + done); }
};

}  // namespace lifecycled::liquid
