// Consents that were given before lifecycled was there become events, with their evidence: `import consents
// FILE`, as CSV with a header or as JSON Lines. Reads rows on demand. What a row brings is the same every
// time, so that a second import of a file changes nothing. One thread at a time.
//
// Columns: customer_id, at, source (how: "checkout", "paper form") and one of email, phone and address are
// needed; channel, purpose, given, text (what was agreed to), language, ip, by and reason say more.
#pragma once

#include <istream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "intake/order_import.hpp"

namespace lifecycled {

struct ConsentImportSettings {
  std::map<std::string, std::string> map;       // the file's column to ours
  std::map<std::string, std::string> channels;  // the shop's channels and which kind of address each reaches
  TimeZone zone = TimeZone::named("UTC");       // of times that name none: the shop's
};

class ConsentImport {
 public:
  // Reads the header. `in` outlives this; `now` bounds what can have happened.
  ConsentImport(std::istream& in, ConsentImportSettings settings, Instant now);

  // As OrderImport's.
  const std::vector<std::string>& mistakes() const { return mistakes_; }
  const std::vector<std::string>& unused_columns() const { return unused_; }
  // Of JSON Lines one, for the whole line.
  const std::vector<std::string>& header() const { return header_; }
  bool next(ImportSlice& slice, std::size_t most_rows);
  std::uint64_t bytes_read() const { return is_json_ ? bytes_ : csv_->bytes_read(); }

 private:
  using Row = std::map<std::string, std::string>;  // our column to what stands there
  struct Line {
    std::uint64_t number = 0;
    std::string text, mistake;
    std::vector<std::string> fields;
    Row row;
  };
  void read_header();
  bool read_line(Line& line);
  bool read_json_line(Line& line);
  std::string ours(const std::string& theirs) const;  // "" = none of ours
  // The reason why not, or "".
  std::string read_row(const Row& row, ImportSlice& slice) const;

  std::istream& in_;
  ConsentImportSettings settings_;
  Instant now_;
  bool is_json_;
  std::optional<CsvReader> csv_;
  std::vector<std::string> columns_;  // of the CSV, ours
  std::uint64_t line_ = 0, bytes_ = 0;
  std::vector<std::string> mistakes_, unused_, header_{"row"};
};

}  // namespace lifecycled
