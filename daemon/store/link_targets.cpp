#include "store/link_targets.hpp"

namespace lifecycled {

bool LinkTargets::add(const LinkTarget& target, CustomerId customer) {
  Query(database_,
        "INSERT INTO link_targets (hash, url, customer_id) VALUES (?1, ?2, ?3) ON CONFLICT (hash) "
        "DO UPDATE SET customer_id = NULL "
        "WHERE url = excluded.url AND customer_id IS NOT NULL AND customer_id <> excluded.customer_id")
      .bind(target.hash, target.url, customer)
      .run();
  return find(target.hash) == target.url;
}

std::optional<std::string> LinkTargets::find(TargetHash hash) {
  Query query(database_, "SELECT url FROM link_targets WHERE hash = ?1");
  query.bind(hash);
  if (!query.step()) return std::nullopt;
  return query.text(0);
}

}  // namespace lifecycled
