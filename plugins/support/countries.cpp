#include "support/countries.hpp"

#include "support/phone_number.hpp"

namespace plugin_support {

using lifecycled::plugin::Config;
using lifecycled::plugin::ConfigError;

std::string Countries::objection(const std::string& country) const {
  if (codes_.empty() || codes_.count(country) > 0) return "";
  return "this channel does not send to " +
         (country.empty() ? std::string("numbers of no country") : country) + "; see its countries";
}

Countries countries_of(const Config& config) {
  load_numbering_plans();
  std::set<std::string> codes;
  for (const std::string& code : config.list("countries")) {
    if (!is_country(code))
      throw ConfigError("countries", "\"" + code + "\" is no country; write its code, such as \"NL\"");
    codes.insert(code);
  }
  return Countries(std::move(codes));
}

}  // namespace plugin_support
