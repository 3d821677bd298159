#include "store/reply_answers.hpp"

namespace lifecycled {

std::optional<EarlierAnswer> ReplyAnswers::latest(CustomerId customer, std::string_view name,
                                                  AddressId address, std::string_view channel) {
  Query query(
      database_,
      "SELECT m.id, m.created_at FROM messages m CROSS JOIN deliveries d WHERE m.customer_id = ?1 AND "
      "m.name = ?2 AND d.message_id = m.id AND d.address_id = ?3 AND d.channel = ?4 "
      "ORDER BY m.id DESC LIMIT 1");
  query.bind(customer, name, address, channel);
  if (!query.step()) return std::nullopt;
  return EarlierAnswer{query.integer(0), from_ms(query.integer(1))};
}

}  // namespace lifecycled
