// Results for people and for programs. Pure functions; any thread.
#pragma once

#include <string>
#include <vector>

#include "plugin_check/runner.hpp"

namespace lifecycled::plugin_check {

// One result as lines of text: what went well takes one.
std::string shown(const CheckResult& result);
// "47 checks: 40 success, 7 skipped"
std::string summary(const std::vector<CheckResult>& results);
std::string results_as_json(const std::filesystem::path& plugin, const std::vector<CheckResult>& results);
std::string checks_as_text();
std::string checks_as_json();
// Nothing failed, nothing crashed.
bool is_good(const std::vector<CheckResult>& results);

}  // namespace lifecycled::plugin_check
