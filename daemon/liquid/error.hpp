// What is wrong with a template or its rendering, and where. Thrown by Template::parse() and
// Template::render(); whoever checks files or composes messages catches it and shows format().
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace lifecycled::liquid {

// Lines and columns count from 1, columns in characters.
struct Place {
  std::string name;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  bool operator==(const Place&) const = default;
};

enum class Fault : std::uint8_t {
  syntax,     // the template cannot be parsed
  undefined,  // strict_variables and there is no such thing
  value,      // a filter or comparison was given what it cannot work with
  partial,    // a partial is missing or not allowed here
  limit,      // time, steps, output or depth ran out
};

class Error : public std::runtime_error {
 public:
  Error(Fault fault, std::string text, std::string hint = {});

  // The first place counts: an error keeps the innermost one on its way up, and of the others that there it
  // was shown.
  void locate(std::string_view source, std::string_view name, std::size_t offset);

  // What a template or partial that is named in the places is called where people look for it.
  void rename(const std::function<std::string(const std::string&)>& name_of);

  Fault fault() const noexcept { return fault_; }
  const Place& place() const noexcept { return place_; }
  // The text without its place; what() has it too.
  const std::string& text() const noexcept { return text_; }
  // 'did you mean "upcase"?', or empty.
  const std::string& hint() const noexcept { return hint_; }

  // Where the partial was shown that the mistake stands in, the innermost first.
  const std::vector<Place>& shown_by() const noexcept { return shown_by_; }

  // name:line:column: text; hint, then the line of the source with a caret below, then who showed it.
  std::string format() const;
  // As Shopify prints it: "Liquid error (line 3): divided by 0", "Liquid syntax error (footer line 1): ...".
  std::string printed(std::string_view main_template) const;
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  void describe();

  Fault fault_;
  std::string text_;
  std::string hint_;
  std::string what_;
  Place place_;
  std::vector<Place> shown_by_;
  std::string line_;
  std::size_t caret_ = 0;
};

Place place_of(std::string_view source, std::string_view name, std::size_t offset);

// 'did you mean "..."?' for the name nearest to the misspelt one, or empty when none is near.
std::string suggest(std::string_view misspelt, const std::vector<std::string_view>& names);

}  // namespace lifecycled::liquid
