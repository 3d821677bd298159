// What a customer wrote or pressed, as the daemon is told. Pure.
#pragma once

#include <boost/json/value.hpp>

#include "lifecycled/ext/report.hpp"

namespace whatsapp {

// Adds nothing for what is no message of a person's to this number: a group's, a change of number, a reaction
// taken back.
void read_message(const boost::json::value& message, std::vector<lifecycled::plugin::Report>& reports);

}  // namespace whatsapp
