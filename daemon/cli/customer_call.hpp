// `lifecycled customer export|erase|restrict`: their options, and what they print. main's own.
#pragma once

#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace CLI {
class App;
}

namespace lifecycled {

struct CustomerCall {
  std::string configuration_file;
  std::string customer, why, out;
  bool json = false, html = false, lifts = false, is_sure = false, waits_not = false;
};

// When one of them was given, `run` becomes what it does; the references outlive the app.
void add_customer_commands(CLI::App& app, CustomerCall& into, std::function<int()>& run, const Clock& clock,
                           Random& random);

}  // namespace lifecycled
