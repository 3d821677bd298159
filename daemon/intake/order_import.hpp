// An order history as CSV becomes events: `import orders FILE`. Reads rows on demand, so that the caller
// shows progress and hands the events over in slices. What a row brings is the same every time, so that a
// second import of a file changes nothing. One thread at a time.
//
// Columns: customer_id, order_id, ordered_at and total are needed; currency, coupon, discount, status and
// refunded (an amount) say more of the order; email, phone, first_name, last_name, language, country and
// time_zone say more of the customer. Others are left out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <map>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "base/time_zones.hpp"
#include "intake/csv_reader.hpp"
#include "store/events.hpp"

namespace lifecycled {

struct OrderImportSettings {
  std::map<std::string, std::string> map;  // the file's column to ours: {"Bestelnummer": "order_id"}
  std::string currency = "EUR";            // of rows that name none: the shop's
  TimeZone zone = TimeZone::named("UTC");  // of times that name none: the shop's
};

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

class OrderImport {
 public:
  // Reads the header. `in` outlives this; `now` bounds what can have happened.
  OrderImport(std::istream& in, OrderImportSettings settings, Instant now);

  // What is wrong with the header or the map, a sentence each; empty = go on.
  const std::vector<std::string>& mistakes() const { return mistakes_; }
  // Columns of the file that mean nothing to us: worth a word to the user.
  const std::vector<std::string>& unused_columns() const { return unused_; }
  // As the file names its columns.
  const std::vector<std::string>& header() const { return header_; }

  // False at the end of the file; `slice` then holds what was left.
  bool next(ImportSlice& slice, std::size_t most_rows);
  std::uint64_t bytes_read() const { return csv_.bytes_read(); }

 private:
  enum class Column {
    CustomerId,
    OrderId,
    OrderedAt,
    Total,
    Currency,
    Coupon,
    Discount,
    Status,
    Refunded,
    Email,
    Phone,
    FirstName,
    LastName,
    Language,
    Country,
    TimeZone,
    None
  };
  static Column column_of(std::string_view name);
  void read_header();
  // The reason why not, or "".
  std::string read_row(const CsvRow& row, ImportSlice& slice);
  std::string_view value(const CsvRow& row, Column column) const;
  void add_customer(const CsvRow& row, const NewEvent& order, ImportSlice& slice) const;

  OrderImportSettings settings_;
  Instant now_;
  CsvReader csv_;
  std::vector<Column> columns_;
  std::vector<std::string> mistakes_, unused_, header_;
};

// "2026-01-31T09:00:00Z", "2026-01-31 09:00:00", "2026-01-31 09:00", "2026-01-31", "20260131": without an
// offset the wall clock of `zone`, a bare date its midnight.
std::optional<Instant> parse_import_time(std::string_view text, const TimeZone& zone);

}  // namespace lifecycled
