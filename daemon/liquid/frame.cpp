#include "liquid/frame.hpp"

namespace lifecycled::liquid {

Items::Items(const Value& collection) : collection_(collection) {
  switch (collection.kind()) {
    case Kind::array:
      size_ = collection.array().size();
      break;
    case Kind::object:
      size_ = collection.object().size();
      break;
    case Kind::string:
      size_ = collection.string().empty() ? 0 : 1;
      break;
    case Kind::range:
      range_ = collection.range();
      is_range_ = true;
      size_ = range_.size();
      break;
    default:
      break;
  }
}

Value Items::at(std::uint64_t index) const {
  if (is_range_) return Value(static_cast<std::int64_t>(static_cast<std::uint64_t>(range_.first) + index));
  if (collection_.is_array()) return collection_.array()[index];
  if (collection_.is_object()) {
    const auto& entry = *(collection_.object().begin() + static_cast<std::ptrdiff_t>(index));
    return Value(Array{entry.key, entry.value});
  }
  return collection_;
}

Value LoopDrop::get(std::string_view key) const {
  if (key == "index") return Value(index_ + 1);
  if (key == "index0") return Value(index_);
  if (key == "first") return Value(index_ == 0);
  if (key == "last") return Value(index_ + 1 == length_);
  if (key == "rindex") return Value(length_ - index_);
  if (key == "rindex0") return Value(length_ - index_ - 1);
  if (key == "length") return Value(length_);
  if (key == "parentloop") return parent_;
  if (key == "name") return Value(name_);
  return {};
}

Value TableLoopDrop::get(std::string_view key) const {
  if (key == "index") return Value(index_ + 1);
  if (key == "index0") return Value(index_);
  if (key == "first") return Value(index_ == 0);
  if (key == "last") return Value(index_ + 1 == length_);
  if (key == "rindex") return Value(length_ - index_);
  if (key == "rindex0") return Value(length_ - index_ - 1);
  if (key == "length") return Value(length_);
  if (key == "col") return Value(column());
  if (key == "col0") return Value(column() - 1);
  if (key == "col_first") return Value(column() == 1);
  if (key == "col_last") return Value(ends_row());
  if (key == "row") return Value(row());
  return {};
}

}  // namespace lifecycled::liquid
