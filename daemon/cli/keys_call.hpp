// `lifecycled keys list|rotate|retire|vapid|dkim`: its options, and what it prints. main's own.
#pragma once

#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace CLI {
class App;
}

namespace lifecycled {

struct KeysCall {
  std::string configuration_file;
  std::string act, id, file;
  std::string domain, selector;  // of DKIM
  bool json = false, ed25519 = false;
};

// When one of them was given, `run` becomes what it does; the references outlive the app.
void add_keys_commands(CLI::App& app, KeysCall& into, std::function<int()>& run, const Clock& clock,
                       Random& random);

}  // namespace lifecycled
