#include "store/campaigns.hpp"

#include "base/crypto.hpp"
#include "store/optional_moment.hpp"

namespace lifecycled {
namespace {

CampaignRow row(const Query& query) {
  CampaignRow campaign{query.integer(0), query.text(1), query.integer_or_none(2), std::nullopt,
                       query.integer_or_none(4)};
  campaign.live_since = instant_or_none(query, 3);
  return campaign;
}

}  // namespace

CampaignId Campaigns::ensure(std::string_view name) {
  if (const auto known = find(name)) return known->id;
  Query(database_, "INSERT INTO campaigns (name) VALUES (?1)").bind(name).run();
  return database_.last_insert_id();
}

std::vector<CampaignRow> Campaigns::all() {
  Query query(database_,
              "SELECT id, name, current_version_id, live_since, fill_after FROM campaigns ORDER BY id");
  std::vector<CampaignRow> out;
  while (query.step()) out.push_back(row(query));
  return out;
}

std::optional<CampaignRow> Campaigns::find(std::string_view name) {
  Query query(database_,
              "SELECT id, name, current_version_id, live_since, fill_after FROM campaigns WHERE name = ?1");
  query.bind(name);
  if (!query.step()) return std::nullopt;
  return row(query);
}

std::string Campaigns::name(CampaignId campaign) {
  Query query(database_, "SELECT name FROM campaigns WHERE id = ?1");
  query.bind(campaign);
  return query.step() ? query.text(0) : "";
}

VersionId Campaigns::ensure_version(CampaignId campaign, std::string_view source, Instant now) {
  const auto hash = as_blob(bytes_of(sha256(source)));
  {
    Query known(database_, "SELECT id FROM campaign_versions WHERE campaign_id = ?1 AND content_hash = ?2");
    known.bind(campaign, hash);
    if (known.step()) return known.integer(0);
  }
  Query(
      database_,
      "INSERT INTO campaign_versions (campaign_id, content_hash, source, created_at) VALUES (?1, ?2, ?3, ?4)")
      .bind(campaign, hash, source, to_ms(now))
      .run();
  return database_.last_insert_id();
}

std::optional<std::string> Campaigns::source(VersionId version) {
  Query query(database_, "SELECT source FROM campaign_versions WHERE id = ?1");
  query.bind(version);
  if (!query.step()) return std::nullopt;
  return query.text(0);
}

void Campaigns::set_current(CampaignId campaign, std::optional<VersionId> version,
                            std::optional<Instant> live_since) {
  const auto since = live_since ? std::optional(to_ms(*live_since)) : std::nullopt;
  Query(database_, "UPDATE campaigns SET current_version_id = ?2, live_since = ?3 WHERE id = ?1")
      .bind(campaign, version, since)
      .run();
}

void Campaigns::set_fill(CampaignId campaign, std::optional<std::int64_t> after_customer) {
  Query(database_, "UPDATE campaigns SET fill_after = ?2 WHERE id = ?1").bind(campaign, after_customer).run();
}

}  // namespace lifecycled
