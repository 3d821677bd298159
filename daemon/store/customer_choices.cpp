#include "store/customer_choices.hpp"

namespace lifecycled {

void CustomerChoices::take_break(CustomerId customer, Instant until, Instant at) {
  // Of two words of one moment the longer break counts.
  Query(database_,
        "INSERT INTO customer_breaks (customer_id, until, at) VALUES (?1, ?2, ?3) ON CONFLICT (customer_id) "
        "DO UPDATE SET until = excluded.until, at = excluded.at "
        "WHERE excluded.at > at OR (excluded.at = at AND excluded.until > until)")
      .bind(customer, to_ms(until), to_ms(at))
      .run();
}

std::optional<Instant> CustomerChoices::on_break_until(CustomerId customer, Instant now) {
  Query query(database_, "SELECT until FROM customer_breaks WHERE customer_id = ?1 AND until > ?2");
  query.bind(customer, to_ms(now));
  if (!query.step()) return std::nullopt;
  return from_ms(query.integer(0));
}

void CustomerChoices::choose_fewer(CustomerId customer, bool wants_fewer, Instant at) {
  // Of two words of one moment the one for less counts.
  Query(database_,
        "INSERT INTO customer_paces (customer_id, fewer, at) VALUES (?1, ?2, ?3) ON CONFLICT (customer_id) "
        "DO UPDATE SET fewer = excluded.fewer, at = excluded.at "
        "WHERE excluded.at > at OR (excluded.at = at AND excluded.fewer > fewer)")
      .bind(customer, wants_fewer, to_ms(at))
      .run();
}

bool CustomerChoices::wants_fewer(CustomerId customer) {
  Query query(database_, "SELECT fewer FROM customer_paces WHERE customer_id = ?1");
  query.bind(customer);
  return query.step() && query.integer(0) != 0;
}

void CustomerChoices::choose_topic(CustomerId customer, std::string_view topic, bool is_wanted, Instant at) {
  // Of two words of one moment the no counts, as with consents.
  Query(database_,
        "INSERT INTO topic_choices (customer_id, topic, wanted, at) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (customer_id, topic) DO UPDATE SET wanted = excluded.wanted, at = excluded.at "
        "WHERE excluded.at > at OR (excluded.at = at AND excluded.wanted < wanted)")
      .bind(customer, topic, is_wanted, to_ms(at))
      .run();
}

std::vector<TopicChoice> CustomerChoices::topics(CustomerId customer) {
  Query query(database_, "SELECT topic, wanted, at FROM topic_choices WHERE customer_id = ?1 ORDER BY topic");
  query.bind(customer);
  std::vector<TopicChoice> out;
  while (query.step()) out.push_back({query.text(0), query.integer(1) != 0, from_ms(query.integer(2))});
  return out;
}

void CustomerChoices::set_topic(CampaignId campaign, std::string_view topic) {
  Query(database_,
        "UPDATE campaigns SET topic = nullif(?2, '') WHERE id = ?1 AND topic IS NOT nullif(?2, '')")
      .bind(campaign, topic)
      .run();
}

std::optional<std::string> CustomerChoices::declined_topic(CustomerId customer, CampaignId campaign) {
  Query query(
      database_,
      "SELECT c.topic FROM campaigns c JOIN topic_choices t ON t.customer_id = ?1 AND t.topic = c.topic "
      "WHERE c.id = ?2 AND t.wanted = 0");
  query.bind(customer, campaign);
  if (!query.step()) return std::nullopt;
  return query.text(0);
}

}  // namespace lifecycled
