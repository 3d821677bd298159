// What explain says of a customer's figures and of the gates in front of a message: values with their units,
// for programs and for people. On the thread that owns the connection.
#pragma once

#include <boost/json/object.hpp>

#include "config/campaign_definition.hpp"
#include "config/settings.hpp"
#include "delivery/gates.hpp"
#include "store/journeys.hpp"
#include "store/profile_condition.hpp"

namespace lifecycled {

// The whole profile: numbers as numbers, moments as RFC 3339, answers as true or false, what is not known as
// null.
boost::json::object profile_json(const std::vector<ProfileValue>& profile);
// Of those columns that a condition names.
boost::json::object values_in(const std::string& condition, const boost::json::object& profile);
// Of a message that still has time: until when, and what will hold it for longer than that.
std::string time_left_words(const std::vector<Gates::Named>& gates, Instant expires_at);
// Each gate with its word and its values: "pass: 2 of 3 in 7d used".
boost::json::object gates_json(Database& database, const Gates& gates, const Settings& settings,
                               const DeliveryRow& delivery, const MessageRow& message, Instant now);

// What a journey waits for that came to its campaign's daily limit: "a place of the daily limit of 500: 12
// stand before it, by lifetime_value (its own 80)".
std::string limit_words(Database& database, const CampaignDefinition& campaign, const JourneyRow& journey);

}  // namespace lifecycled
