// Rows of a CSV file (RFC 4180) from a stream, one at a time, in constant memory whatever the file holds. A
// row that is not well-formed is told with its line and the next one is read; nothing throws. One thread at a
// time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <vector>

namespace lifecycled {

struct CsvRow {
  std::uint64_t line = 0;  // where it begins; the first line is 1
  std::vector<std::string> fields;
  std::string text;     // as it stands in the file, without the line's end
  std::string mistake;  // "" = well-formed; else a sentence, and fields mean nothing
};

class CsvReader {
 public:
  struct Limits {
    std::size_t most_field_bytes = 64 * 1024;
    std::size_t most_row_bytes = 1024 * 1024;
    std::size_t most_fields = 500;
  };
  // `separator` 0: whichever of comma, semicolon and tab the first row holds most of. `in` outlives the
  // reader.
  explicit CsvReader(std::istream& in, char separator = 0);
  CsvReader(std::istream& in, char separator, Limits limits);

  // False at the end of the file. Empty lines are skipped.
  bool next(CsvRow& row);
  std::uint64_t bytes_read() const { return bytes_; }

 private:
  static constexpr int end_of_file = -1;
  int take();
  int look();
  bool fill();
  void read_row(CsvRow& row);
  void read_quoted(CsvRow& row, std::string& field);
  void fail(CsvRow& row, std::string mistake);
  // To the end of the present line, for a row that cannot be read.
  void skip_line(CsvRow& row);
  void guess_separator();

  std::istream& in_;
  char separator_;
  Limits limits_;
  std::string block_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
  std::uint64_t bytes_ = 0;
};

// One line of CSV, with its end: what a reject file is made of.
std::string csv_line(const std::vector<std::string>& fields);

}  // namespace lifecycled
