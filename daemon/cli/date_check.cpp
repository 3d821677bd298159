#include "cli/date_check.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "journey/occasion.hpp"
#include "store/campaign_counts.hpp"

namespace lifecycled {

void check_dates(Database& database, const Configuration& configuration, Problems& problems) {
  constexpr std::size_t customers_looked_at = 1000;
  CampaignCounts counts(database);
  for (const CampaignDefinition& campaign : configuration.campaigns) {
    const auto& date = campaign.trigger.date;
    if (!date || is_date_column(date->of.name) || counts.customers_with(date->of.name) > 0) continue;
    const auto known = counts.property_names(customers_looked_at);
    if (known.empty()) continue;
    const std::string near = did_you_mean(date->of.name, known);
    problems.warning(date->of.place, fmt::format("no customer has the date \"{}\"", date->of.name),
                     near.empty() ? "your shop sends it with identify" : near);
  }
}

}  // namespace lifecycled
