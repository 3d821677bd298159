// `lifecycled import customers|orders|events|consents FILE`: reads the file here, hands its events over in
// slices, shows how far it has come. Refused rows go to a reject file with their reasons. The command line's
// own.
#pragma once

#include <map>
#include <string>

#include <boost/json/object.hpp>

#include "cli/operator.hpp"

namespace lifecycled {

struct ImportRequest {
  std::string file;                        // "-" = standard input
  std::map<std::string, std::string> map;  // their column to ours
  std::string reject_file;                 // "" = FILE.rejected
  bool show_progress = false;
  std::string kind;              // "customers", "orders", "events" or "consents"
  bool starts_journeys = false;  // as if it were told as it happens
  bool is_trial = false;         // reads and tells, and changes nothing
};

// Returns what --json prints: rows, events, added, known, refused, seconds.
boost::json::object import_file(Operator& desk, const ImportRequest& request, const Clock& clock);

}  // namespace lifecycled
