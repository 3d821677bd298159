// Events become events: `import events FILE`, as CSV with a header or as JSON Lines.
//
// Columns: name and occurred_at are needed, and one of customer_id and anonymous_id; message_id is the
// sender's own, properties an object in JSON. Each other column of a CSV file becomes a property.
#pragma once

#include "base/time_zones.hpp"
#include "intake/file_import.hpp"

namespace lifecycled {

struct EventImportSettings {
  std::map<std::string, std::string> map;  // the file's column to ours
  TimeZone zone = TimeZone::named("UTC");  // of times that name none: the shop's
};

class EventImport : public FileImport {
 public:
  // Reads the header. `in` outlives this; `now` bounds what can have happened.
  EventImport(std::istream& in, EventImportSettings settings, Instant now);

 private:
  std::string read_row(const ImportRow& row, std::vector<NewEvent>& events) const override;

  EventImportSettings settings_;
  Instant now_;
};

}  // namespace lifecycled
