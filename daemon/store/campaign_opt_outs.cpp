#include "store/campaign_opt_outs.hpp"

namespace lifecycled {

void CampaignOptOuts::add(CustomerId customer, CampaignId campaign, Instant since, EventId event) {
  Query(database_,
        "INSERT OR IGNORE INTO campaign_opt_outs (customer_id, campaign_id, since, event_id) "
        "VALUES (?1, ?2, ?3, ?4)")
      .bind(customer, campaign, to_ms(since), event)
      .run();
}

void CampaignOptOuts::remove(CustomerId customer, CampaignId campaign) {
  Query(database_, "DELETE FROM campaign_opt_outs WHERE customer_id = ?1 AND campaign_id = ?2")
      .bind(customer, campaign)
      .run();
}

std::optional<Instant> CampaignOptOuts::since(CustomerId customer, CampaignId campaign) {
  Query query(database_, "SELECT since FROM campaign_opt_outs WHERE customer_id = ?1 AND campaign_id = ?2");
  query.bind(customer, campaign);
  if (!query.step()) return std::nullopt;
  return from_ms(query.integer(0));
}

std::vector<CampaignId> CampaignOptOuts::of_customer(CustomerId customer) {
  Query query(database_, "SELECT campaign_id FROM campaign_opt_outs WHERE customer_id = ?1");
  query.bind(customer);
  std::vector<CampaignId> out;
  while (query.step()) out.push_back(query.integer(0));
  return out;
}

std::optional<CurrentConsent> CampaignOptOuts::last_word(CustomerId customer, std::string_view campaign) {
  Query query(database_,
              "SELECT c.given, c.at FROM addresses a JOIN address_consents c ON c.address_id = a.id "
              "WHERE a.customer_id = ?1 AND c.purpose = ?2 AND c.channel = ?3");
  query.bind(customer, static_cast<std::int64_t>(ConsentPurpose::Campaign), campaign);
  std::optional<CurrentConsent> last;
  while (query.step()) {
    const CurrentConsent word{query.integer(0) != 0, from_ms(query.integer(1))};
    if (!last || word.at > last->at || (word.at == last->at && !word.given)) last = word;
  }
  return last;
}

}  // namespace lifecycled
