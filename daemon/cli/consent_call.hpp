// `lifecycled consent prove|verify|give|withdraw`: their options, and what they print. main's own.
#pragma once

#include <functional>
#include <string>

#include <boost/json/object.hpp>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "store/consent_check.hpp"

namespace CLI {
class App;
}

namespace lifecycled {

struct ConsentCall {
  std::string configuration_file;
  std::string customer, channel, purpose = "marketing", address, reason, text, language, head;
  bool json = false;
};

// When one of them was given, `run` becomes what it does; the references outlive the app.
void add_consent_commands(CLI::App& app, ConsentCall& into, std::function<int()>& run, const Clock& clock,
                          Random& random);

// "12:8f3a..." as the log and `consent verify` say it; throws CommandError for what is none.
ChainHead chain_head_from_text(const std::string& text);
// What `consent prove` prints: a paper for others to read, in which no word of a customer can pass for ours.
std::string proof_report(const boost::json::object& result);
boost::json::object consent_check_json(const ConsentCheck& check);

}  // namespace lifecycled
