// What string filters share: the input as text, and whether it was safe HTML. For the filters of this folder
// and of callers.
#pragma once

#include <string>
#include <string_view>

#include "liquid/filter.hpp"
#include "liquid/printer.hpp"

namespace lifecycled::liquid {

// A view of a value's text for as long as this lives.
class Text {
 public:
  Text(const Value& value, Budget& budget) : view_(shown_text_of(value, storage_, budget)) {}
  Text(const Value&&, Budget&) = delete;
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  std::string_view view() const { return view_; }

 private:
  std::string storage_;
  std::string_view view_;
};

// Safe when the input was: for filters that cannot bring markup into it.
inline Value text_like(const Value& input, std::string text) {
  return input.is_safe() ? Value::safe(std::move(text)) : Value(std::move(text));
}

}  // namespace lifecycled::liquid
