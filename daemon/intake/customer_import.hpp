// Customers become events: `import customers FILE`, as CSV with a header or as JSON Lines.
//
// Columns: customer_id is needed, or in JSON Lines one of anonymous_ids; known_since (when the shop first
// knew of them), updated_at (when the row was true; the time of the import without a word), email, phone,
// first_name, last_name, language, country and time_zone are known here, emails, phones, anonymous_ids
// (lists, the newest at the end) and properties (an object) in JSON Lines. Each other column becomes a
// property.
#pragma once

#include "base/time_zones.hpp"
#include "intake/file_import.hpp"

namespace lifecycled {

struct CustomerImportSettings {
  std::map<std::string, std::string> map;  // the file's column to ours
  TimeZone zone = TimeZone::named("UTC");  // of times that name none: the shop's
};

class CustomerImport : public FileImport {
 public:
  // Reads the header. `in` outlives this; `now` bounds what can have happened.
  CustomerImport(std::istream& in, CustomerImportSettings settings, Instant now);

 private:
  std::string read_row(const ImportRow& row, std::vector<NewEvent>& events) const override;

  CustomerImportSettings settings_;
  Instant now_;
};

}  // namespace lifecycled
