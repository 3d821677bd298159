// What all imports share: a file's rows become events, slice by slice, and whoever reads it shows progress
// and hands the events over. What a row brings is the same every time, so that a second import of a file
// changes nothing. What a row means, the import of its kind says. One thread at a time.
#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "intake/import_rows.hpp"
#include "store/events.hpp"

namespace lifecycled {

// A row that brought nothing, for the reject file.
struct RefusedRow {
  std::uint64_t line = 0;
  std::string reason;
  std::string text;                 // as it stands in the file
  std::vector<std::string> fields;  // of a row of CSV; where it cannot be read as one, its text alone
};

struct ImportSlice {
  std::vector<NewEvent> events;
  std::vector<RefusedRow> refused;
  std::uint64_t rows = 0;  // read in this slice, refused ones too
};

class FileImport {
 public:
  virtual ~FileImport() = default;

  const std::vector<std::string>& mistakes() const { return rows_.mistakes(); }
  const std::vector<std::string>& unused_columns() const { return rows_.unused_columns(); }
  const std::vector<std::string>& header() const { return rows_.header(); }
  std::uint64_t bytes_read() const { return rows_.bytes_read(); }

  // False at the end of the file; `slice` then holds what was left.
  bool next(ImportSlice& slice, std::size_t most_rows);

 protected:
  FileImport(std::istream& in, ImportColumns columns, std::map<std::string, std::string> map)
      : rows_(in, std::move(columns), std::move(map)) {}
  // Adds the row's events, or says why not and adds nothing.
  virtual std::string read_row(const ImportRow& row, std::vector<NewEvent>& events) const = 0;

  ImportRows rows_;
};

// An event of whom the row speaks of, or the reason why it speaks of nobody.
std::string event_of_row(const ImportRow& row, NewEvent& event);
// `text` as a member of an object that is being written.
void append_text(std::string& object, std::string_view key, std::string_view text);

}  // namespace lifecycled
