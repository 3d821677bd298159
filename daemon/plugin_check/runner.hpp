// Runs checks one after the other: each in a child process, so that it may crash, hang or leak, or here for a
// debugger. One thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "plugin_check/check.hpp"
#include "plugin_check/check_config.hpp"

namespace lifecycled::plugin_check {

struct RunSettings {
  std::filesystem::path plugin;
  std::filesystem::path config_file;  // "": none
  CheckConfig config;                 // what stands in it
  std::vector<std::string> types;     // empty: all that the library offers
  std::vector<std::string> only;      // names of checks; empty: all
  bool in_process = false;
  std::chrono::milliseconds limit = std::chrono::seconds(60);  // of one check
};

struct CheckResult {
  const Check* check = nullptr;
  std::string type;  // "": the library
  Finding finding;
  std::string output;  // the end of what a crashed one wrote
  std::chrono::milliseconds took{0};
};

// Tells each result as soon as it is there, and returns all.
std::vector<CheckResult> run_checks(const RunSettings& settings,
                                    const std::function<void(const CheckResult&)>& tell);

// What the program does as a child: one check, or "list-types". Writes its finding to descriptor 3.
int run_as_child(const RunSettings& settings, const std::string& check, const std::string& type);

}  // namespace lifecycled::plugin_check
