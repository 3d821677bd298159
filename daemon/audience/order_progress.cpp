#include "audience/order_progress.hpp"

#include "base/json_fields.hpp"
#include "store/order_marks.hpp"
#include "store/waiting_answers.hpp"

namespace lifecycled {

void note_order_progress(Database& database, CustomerId customer, const StoredEvent& event) {
  const auto mark = order_mark(event.name);
  if (!mark) return;
  std::string mistake;
  const auto body = parse_json(event.body, mistake);
  const auto key = body ? text_at(*body, "order_id") : std::nullopt;
  if (key && !key->empty()) OrderMarks(database).note(*key, {*mark, customer, event.occurred_at, event.id});
}

void take_waiting_answers(Database& database, CustomerId customer, const std::string& order_key,
                          const StoredEvent& order_event, Instant now) {
  for (const WaitingAnswer& answer : WaitingAnswers(database).take(order_key)) {
    NewEvent event;
    event.name = "Feedback Given";
    event.occurred_at = answer.at;
    event.source = EventSource::Page;
    event.customer = customer;
    event.cause = order_event.id;
    event.depth = order_event.depth + 1;
    event.body = answer.body;
    Events(database).append(event, now);
  }
}

}  // namespace lifecycled
