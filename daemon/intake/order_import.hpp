// An order history becomes events: `import orders FILE`, as CSV with a header or as JSON Lines.
//
// Columns: customer_id, order_id, ordered_at and total are needed; currency, coupon, discount, status,
// refunded (an amount) and sales_channel say more of the order, products (JSON Lines) what was in it; email,
// phone, first_name, last_name, language, country and time_zone say more of the customer. A row of JSON Lines
// may name an anonymous_id in place of the customer_id.
#pragma once

#include "base/time_zones.hpp"
#include "intake/file_import.hpp"

namespace lifecycled {

struct OrderImportSettings {
  std::map<std::string, std::string> map;  // the file's column to ours: {"Bestelnummer": "order_id"}
  std::string currency = "EUR";            // of rows that name none: the shop's
  TimeZone zone = TimeZone::named("UTC");  // of times that name none: the shop's
};

class OrderImport : public FileImport {
 public:
  // Reads the header. `in` outlives this; `now` bounds what can have happened.
  OrderImport(std::istream& in, OrderImportSettings settings, Instant now);

 private:
  std::string read_row(const ImportRow& row, std::vector<NewEvent>& events) const override;

  OrderImportSettings settings_;
  Instant now_;
};

}  // namespace lifecycled
