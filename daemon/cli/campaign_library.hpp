// `lifecycled campaigns` and `campaigns new`: the campaigns of a shop and those that came with the program,
// and a copy of one to edit. Reads and writes files, looks into the database whether one is paused or ended,
// and needs no daemon. Main thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "config/campaign_definition.hpp"

namespace lifecycled {

struct NewCampaign {
  std::string name;  // of the file to write, without .toml
  std::string from;  // of the shop's own, else of the library
};

class CampaignLibrary {
 public:
  // `shipped` is the program's own config folder; it need not be there. Throws CommandError for a
  // configuration that cannot be read.
  CampaignLibrary(const std::filesystem::path& lifecycled_toml, std::filesystem::path shipped);

  // The shop's own by name, then those of the library that it has not. A shop that has not begun yet has no
  // database, and none is made.
  boost::json::object list() const;
  // Writes campaigns/NAME.toml with live = false, and what messages it needs and the shop has not. Never
  // overwrites. Throws CommandError.
  boost::json::object write_new(const NewCampaign& wanted) const;

 private:
  boost::json::array missing_segments(const CampaignDefinition& campaign) const;

  std::filesystem::path campaigns_, messages_, shipped_, database_;
  std::vector<std::string> segments_;  // that the shop has
};

// For people.
std::string campaign_list_report(const boost::json::object& list);
std::string new_campaign_report(const boost::json::object& written);

}  // namespace lifecycled
