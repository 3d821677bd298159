#include "store/processing.hpp"

#include <fmt/format.h>

namespace lifecycled {

Processing DataProcessing::of(CustomerId customer) {
  Query query(database_, "SELECT processing FROM customers WHERE id = ?1");
  query.bind(customer);
  return query.step() ? static_cast<Processing>(query.integer(0)) : Processing::Erased;
}

std::optional<std::string> DataProcessing::objection(CustomerId customer) {
  switch (of(customer)) {
    case Processing::Usual:
      return std::nullopt;
    case Processing::Restricted: {
      const auto restricted = restriction(customer);
      if (!restricted) return "processing is restricted";
      return fmt::format("processing is restricted since {} by {}{}", format_instant(restricted->since),
                         restricted->by, restricted->why.empty() ? "" : ": " + restricted->why);
    }
    case Processing::BeingErased:
      return "the customer is being erased";
    case Processing::Erased:
      return "the customer has been erased";
  }
  return std::nullopt;
}

bool DataProcessing::restrict(CustomerId customer, const Restriction& restriction) {
  if (Query(database_, "UPDATE customers SET processing = 1 WHERE id = ?1 AND processing = 0")
          .bind(customer)
          .run() == 0)
    return false;
  Query(database_,
        "INSERT OR REPLACE INTO restrictions (customer_id, since, by, why) VALUES (?1, ?2, ?3, ?4)")
      .bind(customer, to_ms(restriction.since), restriction.by, restriction.why)
      .run();
  return true;
}

bool DataProcessing::lift(CustomerId customer) {
  Query(database_, "DELETE FROM restrictions WHERE customer_id = ?1").bind(customer).run();
  return Query(database_, "UPDATE customers SET processing = 0 WHERE id = ?1 AND processing = 1")
             .bind(customer)
             .run() > 0;
}

std::optional<Restriction> DataProcessing::restriction(CustomerId customer) {
  Query query(database_, "SELECT since, by, why FROM restrictions WHERE customer_id = ?1");
  query.bind(customer);
  if (!query.step()) return std::nullopt;
  return Restriction{from_ms(query.integer(0)), query.text(1), query.text(2)};
}

}  // namespace lifecycled
