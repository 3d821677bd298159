#include "audience/choice_facts.hpp"

#include "audience/traits.hpp"
#include "base/json_fields.hpp"
#include "store/customer_choices.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t longest_topic = 200;
constexpr std::size_t most_topics = 50;
// Whoever wants to hear nothing for longer unsubscribes.
constexpr Milliseconds longest_break{366LL * 86'400'000};

// False: this is no list of topics.
bool choose_topics(CustomerChoices& choices, CustomerId customer, const boost::json::value* topics,
                   bool is_wanted, Instant at) {
  if (!topics) return true;
  const auto* list = topics->if_array();
  if (!list || list->size() > most_topics) return false;
  for (const auto& topic : *list) {
    if (!topic.is_string() || topic.get_string().empty() || topic.get_string().size() > longest_topic)
      return false;
    choices.choose_topic(customer, std::string_view(topic.get_string()), is_wanted, at);
  }
  return true;
}

}  // namespace

std::string_view apply_choices(Database& database, CustomerId customer, const boost::json::value& body,
                               Instant at) {
  CustomerChoices choices(database);
  Customers customers(database);
  if (!choose_topics(choices, customer, member(body, "topics_wanted"), true, at) ||
      !choose_topics(choices, customer, member(body, "topics_declined"), false, at))
    return "topics_wanted and topics_declined are lists of at most 50 topics by name";
  if (const auto until_text = text_at(body, "break_until")) {
    const auto until = until_text->empty() ? std::optional(at) : parse_instant(*until_text);
    if (!until || *until > at + longest_break)
      return "break_until is a moment such as 2026-01-31T09:00:00Z, at most a year ahead; empty ends a break";
    choices.take_break(customer, *until, at);
  }
  if (const auto frequency = text_at(body, "frequency")) {
    if (*frequency != "usual" && *frequency != "fewer") return "frequency is \"usual\" or \"fewer\"";
    choices.choose_fewer(customer, *frequency == "fewer", at);
  }
  if (const auto language = text_at(body, "language")) {
    if (auto row = customers.find(customer)) {
      apply_traits(boost::json::object{{"language", *language}}, *row);
      customers.save_traits(*row);
    }
  }
  // Whoever is rendering a message right now looks again.
  customers.bump_consent_epoch(customer);
  return "";
}

}  // namespace lifecycled
