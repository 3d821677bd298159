// What an operator has set, checked.
#pragma once

#include <cstdint>
#include <string>

#include "lifecycled/channel.hpp"
#include "support/countries.hpp"

namespace whatsapp {

struct Settings {
  std::string messages_url;  // https://graph.facebook.com/v23.0/PHONE_NUMBER_ID/messages
  std::string phone_number_id;
  std::string access_token, app_secret, verify_token;
  plugin_support::Countries countries;
  std::uint32_t throughput = 0, in_flight = 0, timeout_ms = 0;
};

}  // namespace whatsapp
