#include "store/waiting_answers.hpp"

#include <algorithm>

namespace lifecycled {
namespace {

// Whoever holds a parcel's code can answer again and again.
constexpr std::int64_t most_for_an_order = 5;

}  // namespace

bool WaitingAnswers::add(std::string_view order_key, const WaitingAnswer& answer) {
  {
    Query count(database_, "SELECT count(*) FROM waiting_answers WHERE order_key = ?1");
    count.bind(order_key);
    if (count.step() && count.integer(0) >= most_for_an_order) return false;
  }
  return Query(database_,
               "INSERT OR IGNORE INTO waiting_answers (order_key, answer_key, received_at, body) "
               "VALUES (?1, ?2, ?3, ?4)")
             .bind(order_key, answer.key, to_ms(answer.at), answer.body)
             .run() > 0;
}

std::vector<WaitingAnswer> WaitingAnswers::take(std::string_view order_key) {
  std::vector<std::pair<std::int64_t, WaitingAnswer>> found;
  Query query(database_,
              "DELETE FROM waiting_answers WHERE order_key = ?1 RETURNING id, answer_key, received_at, body");
  query.bind(order_key);
  while (query.step())
    found.push_back({query.integer(0), {query.text(1), from_ms(query.integer(2)), query.text(3)}});
  std::ranges::sort(found, {}, [](const auto& one) { return one.first; });
  std::vector<WaitingAnswer> out;
  for (auto& [id, answer] : found) out.push_back(std::move(answer));
  return out;
}

void WaitingAnswers::forget(Instant before) {
  Query(database_, "DELETE FROM waiting_answers WHERE received_at < ?1").bind(to_ms(before)).run();
}

}  // namespace lifecycled
