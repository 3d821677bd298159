// What a customer chose besides yes and no: a break from marketing, less of it, and topics of campaigns. The
// latest word by its moment counts, in whichever order words arrive. Runs on the thread that owns the
// connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/campaigns.hpp"
#include "store/customers.hpp"

namespace lifecycled {

struct TopicChoice {
  std::string topic;
  bool is_wanted = true;
  Instant at;
};

class CustomerChoices {
 public:
  explicit CustomerChoices(Database& database) : database_(database) {}

  // No marketing before `until`; a moment that has passed ends a break.
  void take_break(CustomerId customer, Instant until, Instant at);
  // Nothing when no break is running at `now`.
  std::optional<Instant> on_break_until(CustomerId customer, Instant now);

  // Whether [delivery] less_often holds for the customer.
  void choose_fewer(CustomerId customer, bool wants_fewer, Instant at);
  bool wants_fewer(CustomerId customer);

  void choose_topic(CustomerId customer, std::string_view topic, bool is_wanted, Instant at);
  // Those about which something was said, by name.
  std::vector<TopicChoice> topics(CustomerId customer);

  // What the campaign's messages are about; "" = nothing in particular.
  void set_topic(CampaignId campaign, std::string_view topic);
  // The campaign's topic, if this customer does not want to hear about it.
  std::optional<std::string> declined_topic(CustomerId customer, CampaignId campaign);

 private:
  Database& database_;
};

}  // namespace lifecycled
