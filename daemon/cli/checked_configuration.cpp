#include "cli/checked_configuration.hpp"

#include "audience/profile_functions.hpp"
#include "audience/segment_program.hpp"
#include "base/secret.hpp"
#include "base/time_zones.hpp"
#include "cli/message_field_check.hpp"
#include "cli/tls_files.hpp"
#include "intake/mapping_check.hpp"
#include "journey/campaign_program.hpp"
#include "journey/segment_members.hpp"
#include "message/message_check.hpp"
#include "pages/page_check.hpp"
#include "store/segments.hpp"

namespace lifecycled {
namespace {

void check_campaigns(const Configuration& configuration, Problems& problems) {
  // A database of its own with the same schema: conditions are understood by the very engine that will ask
  // them.
  Database scratch(":memory:", Database::Mode::ReadWrite);
  const ProfileFunctions functions(scratch, configuration.settings.shop.currency);
  for (const SegmentDefinition& segment : configuration.segments) {
    // Campaigns may ask in_segment() of each of these.
    Segments(scratch).ensure(segment.name);
    check_segment(scratch, segment, problems);
  }
  for (const CampaignDefinition& campaign : configuration.campaigns) {
    compile_campaign(scratch, campaign, configuration.events, problems);
    check_segment_names(scratch, campaign.trigger, problems);
  }
}

// Whoever may read a write key may send events in the shop's name; who may write a browser key's file, in the
// customers'.
void check_intake_keys(const Configuration& configuration, Problems& problems) {
  const auto check = [&](const std::vector<SecretReference>& secrets) {
    for (const SecretReference& secret : secrets) {
      if (const std::string doubt = doubt_about_secret(secret.text); !doubt.empty())
        problems.warning(secret.place, doubt);
    }
  };
  check(configuration.settings.intake.write_keys);
  check(configuration.settings.intake.browser_keys);
  for (const ShopIntake& shop : configuration.shops) check(shop.secrets);
}

}  // namespace

CheckedConfiguration check_configuration(const std::filesystem::path& lifecycled_toml,
                                         const ProgramPlaces& places) {
  auto loaded = load_configuration(lifecycled_toml);
  CheckedConfiguration out{std::move(loaded.configuration), {}, std::move(loaded.problems)};
  // Messages are tried out in the shop's time zone. One that does not exist has been said by now, and must
  // not end the check before it has told the other mistakes.
  auto& zone = out.configuration.settings.shop.time_zone;
  if (!TimeZone::exists(zone)) zone = "UTC";
  const Settings& settings = out.configuration.settings;
  check_campaigns(out.configuration, out.problems);
  check_intake_keys(out.configuration, out.problems);
  check_mappings(out.configuration.shops, out.configuration.events, out.problems);
  check_tls_files(settings.http, out.problems);
  if (settings.channels.empty()) {
    out.problems.warning({settings.file, 0, 0}, "there is no [channel.NAME], so nothing can be sent");
  } else {
    out.channels = check_channels(settings, places, catalogue_of(settings, places), out.problems);
  }
  // Before messages are tried out: defaults and rules of what plugins declare come from here.
  check_message_fields(out.configuration.messages, out.channels, out.problems);
  const MessageLibrary library(out.configuration.messages, out.problems);
  check_messages(out.configuration, library, out.problems);
  check_pages(out.configuration, out.problems);
  return out;
}

}  // namespace lifecycled
