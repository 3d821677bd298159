// The rows of a file to be imported, one at a time and in bounded memory: CSV with a header or JSON Lines,
// whichever the file turns out to be. Columns go by our names; `map` says which of theirs mean them. A row
// that cannot be read is told with its line, and the next one is read. One thread at a time.
#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "intake/csv_reader.hpp"

namespace lifecycled {

struct ImportColumns {
  std::span<const std::string_view> names;  // a constant
  std::size_t needed = 0;                   // so many of them, from the first, a header must have
  bool takes_others = false;
};

struct ImportRow {
  std::uint64_t line = 0;                     // where it begins; the first line is 1
  std::string text;                           // as it stands in the file
  std::string mistake;                        // "" = the rest holds
  std::vector<std::string> fields;            // of CSV, in the header's order
  std::map<std::string, std::string> values;  // our columns that say something, without blanks around it
  // JSON as it was written: of JSON Lines whatever is an array or an object, under our name or theirs; and,
  // where others are taken, each column that is none of ours.
  std::vector<std::pair<std::string, std::string>> json;

  const std::string& value(const std::string& column) const;
  std::string_view json_of(std::string_view column) const;  // "" = not there
};

class ImportRows {
 public:
  // Reads the header of a CSV file. `in` outlives this.
  ImportRows(std::istream& in, ImportColumns columns, std::map<std::string, std::string> map);

  // What is wrong with the header or the map, a sentence each; empty = go on.
  std::vector<std::string>& mistakes() { return mistakes_; }
  const std::vector<std::string>& mistakes() const { return mistakes_; }
  // Columns of a CSV file that mean nothing to us: worth a word to the user.
  const std::vector<std::string>& unused_columns() const { return unused_; }
  // As the CSV file names its columns; of JSON Lines one, for the whole line.
  const std::vector<std::string>& header() const { return header_; }
  bool is_json() const { return is_json_; }
  bool has_header() const { return !columns_.empty(); }  // a CSV file's
  bool has_column(std::string_view ours) const;          // of a CSV file

  // False at the end of the file.
  bool next(ImportRow& row);
  std::uint64_t bytes_read() const { return is_json_ ? bytes_ : csv_->bytes_read(); }

 private:
  void read_header();
  std::string ours(const std::string& theirs) const;  // "" = none of ours
  bool next_line(ImportRow& row);
  void read_json(ImportRow& row) const;
  void read_csv(ImportRow& row) const;

  std::istream& in_;
  ImportColumns names_;
  std::map<std::string, std::string> map_;
  bool is_json_;
  std::optional<CsvReader> csv_;
  std::vector<std::string> columns_, theirs_;  // of the CSV: ours, or "", and as they call them
  std::uint64_t line_ = 0, bytes_ = 0;
  std::vector<std::string> mistakes_, unused_, header_{"row"};
};

}  // namespace lifecycled
