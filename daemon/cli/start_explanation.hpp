// Why a campaign has or hasn't started for a customer: what it waits for, what was heard of that, and what
// speaks against a start now. For explain; on the thread that owns the connection.
#pragma once

#include <boost/json/object.hpp>

#include "journey/reactor.hpp"

namespace lifecycled {

boost::json::object explain_start(Database& database, Reactor& reactor, const CampaignProgram& program,
                                  CustomerId customer, const TimeZone& shop_zone, Instant now);

}  // namespace lifecycled
