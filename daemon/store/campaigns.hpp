// Campaigns, their versions by content hash, and how far filling has come. Runs on the
// thread that owns the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "store/database.hpp"

namespace lifecycled {

using CampaignId = std::int64_t;
using VersionId = std::int64_t;

struct CampaignRow {
  CampaignId id = 0;
  std::string name;
  std::optional<VersionId> current_version;
  std::optional<Instant> live_since;
  std::optional<std::int64_t> fill_after;  // a customer id; nothing = nobody waits to be asked
};

class Campaigns {
 public:
  explicit Campaigns(Database& database) : database_(database) {}

  CampaignId ensure(std::string_view name);
  std::optional<CampaignRow> find(std::string_view name);
  std::vector<CampaignRow> all();
  std::string name(CampaignId campaign);
  // The version with this source, stored if it is new.
  VersionId ensure_version(CampaignId campaign, std::string_view source, Instant now);
  std::optional<std::string> source(VersionId version);
  void set_current(CampaignId campaign, std::optional<VersionId> version, std::optional<Instant> live_since);
  void set_fill(CampaignId campaign, std::optional<std::int64_t> after_customer);

 private:
  Database& database_;
};

}  // namespace lifecycled
