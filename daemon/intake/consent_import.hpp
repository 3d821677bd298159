// Consents that were given before lifecycled was there become events, with their evidence: `import consents
// FILE`, as CSV with a header or as JSON Lines.
//
// Columns: customer_id, at, source (how: "checkout", "paper form") and one of email, phone and address are
// needed; channel, purpose, given, text (what was agreed to), language, ip, by and reason say more. Of the
// purpose "campaign", campaign says which, and there is no address.
#pragma once

#include <boost/json/object.hpp>

#include "base/time_zones.hpp"
#include "intake/file_import.hpp"

namespace lifecycled {

struct ConsentImportSettings {
  std::map<std::string, std::string> map;       // the file's column to ours
  std::map<std::string, std::string> channels;  // the shop's channels and which kind of address each reaches
  TimeZone zone = TimeZone::named("UTC");       // of times that name none: the shop's
};

class ConsentImport : public FileImport {
 public:
  // Reads the header. `in` outlives this; `now` bounds what can have happened.
  ConsentImport(std::istream& in, ConsentImportSettings settings, Instant now);

 private:
  std::string read_row(const ImportRow& row, std::vector<NewEvent>& events) const override;
  std::string read_campaign(const ImportRow& row, boost::json::object& body) const;
  std::string read_address(const ImportRow& row, const std::string& purpose, boost::json::object& body) const;

  ConsentImportSettings settings_;
  Instant now_;
};

}  // namespace lifecycled
