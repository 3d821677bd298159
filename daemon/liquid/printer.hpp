// Values as text: what {{ }} prints and what filters see of a value that is not a string. For this folder and
// for filters of callers.
#pragma once

#include <string>

#include "liquid/budget.hpp"
#include "liquid/value.hpp"

namespace lifecycled::liquid {

class Printer {
 public:
  // With `escapes`, strings that are not safe are HTML-escaped.
  Printer(std::string& out, Budget& budget, bool escapes) : out_(out), budget_(budget), escapes_(escapes) {}

  void print(const Value& value) {
    if (value.is_string())
      print_string(value);
    else
      print_other(value, 0);
  }
  // As filters on strings see it: a list with its brackets and quotes.
  void show(const Value& value) {
    if (value.is_array())
      inspect(value, 0);
    else
      print(value);
  }

 private:
  void print_string(const Value& value);
  void print_other(const Value& value, unsigned depth);
  void inspect(const Value& value, unsigned depth);
  void inspect_string(std::string_view text);
  void add(std::string_view text);

  std::string& out_;
  Budget& budget_;
  bool escapes_;
};

// Without escaping.
std::string to_text(const Value& value, Budget& budget);

// The text of a value: a view of the string it is, or a copy in `storage`.
std::string_view text_of(const Value& value, std::string& storage, Budget& budget);
// The same for filters on strings, which see a list as [1, "a", nil].
std::string_view shown_text_of(const Value& value, std::string& storage, Budget& budget);

}  // namespace lifecycled::liquid
