// A mistake in something a person wrote: where, what, and what to do. config/ and every room that checks
// names collect them; cli/ sorts and prints them. Plain values, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lifecycled {

// Where something stands in a file. Lines and columns start at 1; 0 means "the file as a whole".
struct Place {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
  friend auto operator<=>(const Place&, const Place&) = default;
};
// "campaigns/welcome.toml:4:11"
std::string to_string(const Place& place);

struct Problem {
  enum class Severity { Error, Warning };
  Place place;
  std::string text;  // one sentence, lower case, no full stop
  std::string hint;  // what would be right, or ""
  Severity severity = Severity::Error;
};
// "campaigns/welcome.toml:4:11: unknown key \"sned\"; did you mean \"send\"?"
std::string to_string(const Problem& problem);

class Problems {
 public:
  // Of files that somebody writes, or of a text that was taken in before, maybe by an earlier program: there
  // nobody can mend what we know better by now.
  enum class Of { Files, StoredText };
  Problems() = default;
  explicit Problems(Of of) : of_(of) {}

  void error(Place place, std::string text, std::string hint = "");
  // What could run and would never do anything: an error in files, nothing in a stored text. Whether it is
  // one.
  bool pointless(Place place, std::string text, std::string hint = "");
  void warning(Place place, std::string text, std::string hint = "");
  void append(Problems other);
  bool has_errors() const;
  bool empty() const { return items_.empty(); }
  // By file, line and column, each said once.
  std::vector<Problem> sorted() const;

 private:
  Of of_ = Of::Files;
  std::vector<Problem> items_;
};

}  // namespace lifecycled
