// The option "countries": where a channel's messages may go. [channel]
#pragma once

#include <set>
#include <string>

#include "lifecycled/channel.hpp"

namespace plugin_support {

class Countries {
 public:
  Countries() = default;  // any
  explicit Countries(std::set<std::string> codes) : codes_(std::move(codes)) {}

  // "": messages may go there. `country` is "" for numbers of none.
  std::string objection(const std::string& country) const;

 private:
  std::set<std::string> codes_;  // empty: any
};

// Reads the numbering plans. Throws ConfigError. [control]
Countries countries_of(const lifecycled::plugin::Config& config);

}  // namespace plugin_support
