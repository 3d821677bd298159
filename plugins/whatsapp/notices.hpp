// What Meta tells in the body of a webhook: what became of messages, what customers wrote or pressed, who
// wants no marketing any more, and what a person of the shop should look at. Pure.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "lifecycled/ext/report.hpp"

namespace whatsapp {

struct Notices {
  std::vector<lifecycled::plugin::Report> reports;
  std::vector<std::pair<lifecycled::plugin::Level, std::string>> log;
};

// Throws std::invalid_argument if it is no JSON. What it does not know it passes over, and so it does with
// what concerns another number of the same account.
Notices read_notices(const std::string& body, const std::string& phone_number_id);

}  // namespace whatsapp
