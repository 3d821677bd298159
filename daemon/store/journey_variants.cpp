#include "store/journey_variants.hpp"

#include "store/optional_moment.hpp"

namespace lifecycled {
namespace {

VariantPerson row(const Query& query) {
  VariantPerson person{{query.integer(0), query.text(1)},
                       query.text(2),
                       query.integer(3),
                       from_ms(query.integer(4)),
                       std::nullopt};
  person.goal_at = instant_or_none(query, 5);
  return person;
}

}  // namespace

std::optional<VariantPerson> JourneyVariants::find(CustomerId customer, const TestOf& test) {
  Query query(database_,
              "SELECT campaign_id, step, variant, journey_id, since, goal_at FROM variant_people "
              "WHERE customer_id = ?1 AND campaign_id = ?2 AND step = ?3");
  query.bind(customer, test.campaign, test.step);
  if (!query.step()) return std::nullopt;
  return row(query);
}

std::vector<VariantPerson> JourneyVariants::open(CustomerId customer) {
  Query query(database_,
              "SELECT campaign_id, step, variant, journey_id, since, goal_at FROM variant_people "
              "WHERE customer_id = ?1 AND goal_at IS NULL");
  query.bind(customer);
  std::vector<VariantPerson> out;
  while (query.step()) out.push_back(row(query));
  return out;
}

void JourneyVariants::enter(CustomerId customer, const VariantPerson& person) {
  Query(
      database_,
      "INSERT INTO variant_people (customer_id, campaign_id, step, variant, journey_id, since) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (customer_id, campaign_id, step) DO UPDATE SET "
      "variant = excluded.variant, journey_id = excluded.journey_id, since = excluded.since, goal_at = NULL")
      .bind(customer, person.test.campaign, person.test.step, person.variant, person.journey,
            to_ms(person.since))
      .run();
  Query(database_,
        "INSERT INTO journey_variants (campaign_id, step, variant, people) VALUES (?1, ?2, ?3, 1) "
        "ON CONFLICT (campaign_id, step, variant) DO UPDATE SET people = people + 1")
      .bind(person.test.campaign, person.test.step, person.variant)
      .run();
}

void JourneyVariants::enter_again(CustomerId customer, const TestOf& test, JourneyId journey, Instant since) {
  Query(database_,
        "UPDATE variant_people SET journey_id = ?4, since = ?5 "
        "WHERE customer_id = ?1 AND campaign_id = ?2 AND step = ?3 AND goal_at IS NULL")
      .bind(customer, test.campaign, test.step, journey, to_ms(since))
      .run();
}

void JourneyVariants::reach_goal(CustomerId customer, const VariantPerson& person, Instant at) {
  Query(database_,
        "UPDATE variant_people SET goal_at = ?4 WHERE customer_id = ?1 AND campaign_id = ?2 AND step = ?3")
      .bind(customer, person.test.campaign, person.test.step, to_ms(at))
      .run();
  Query(database_,
        "UPDATE journey_variants SET goals = goals + 1 "
        "WHERE campaign_id = ?1 AND step = ?2 AND variant = ?3")
      .bind(person.test.campaign, person.test.step, person.variant)
      .run();
}

void JourneyVariants::expect(const TestOf& test, std::string_view variant, std::int64_t share) {
  Query(database_,
        "INSERT INTO journey_variants (campaign_id, step, variant, expected) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (campaign_id, step, variant) DO UPDATE SET expected = expected + excluded.expected")
      .bind(test.campaign, test.step, variant, share)
      .run();
}

std::vector<VariantCount> JourneyVariants::counts(CampaignId campaign) {
  Query query(database_,
              "SELECT step, variant, people, goals, expected FROM journey_variants "
              "WHERE campaign_id = ?1 ORDER BY step, variant");
  query.bind(campaign);
  std::vector<VariantCount> out;
  while (query.step()) {
    out.push_back({query.text(0), query.text(1), query.integer(2), query.integer(3), query.integer(4)});
  }
  return out;
}

}  // namespace lifecycled
