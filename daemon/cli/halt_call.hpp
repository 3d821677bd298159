// `lifecycled campaigns pause|resume|end`: its options, and what it prints. main's own.
#pragma once

#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace CLI {
class App;
}

namespace lifecycled {

struct HaltCall {
  std::string configuration_file;
  std::string act, campaign, why;
  bool lets_out = false;
  bool json = false;
};

// Below `campaigns`. When one of them was given, `run` becomes what it does; the references outlive the app.
void add_halt_commands(CLI::App& campaigns, HaltCall& into, std::function<int()>& run, const Clock& clock,
                       Random& random);

}  // namespace lifecycled
