#include "window.hpp"

#include "errors.hpp"

namespace whatsapp {
namespace {

constexpr std::int64_t minute_ms = 60'000, hour_ms = 60 * minute_ms, window_ms = 24 * hour_ms - minute_ms;

}  // namespace

bool is_window_open(std::int64_t last_inbound_unix_ms, std::int64_t now_unix_ms) {
  return last_inbound_unix_ms > 0 && now_unix_ms < last_inbound_unix_ms + window_ms;
}

std::string window_closed(std::int64_t last_inbound_unix_ms, std::int64_t now_unix_ms) {
  const std::string when = last_inbound_unix_ms <= 0
                               ? "the customer never wrote on this channel"
                               : "the customer last wrote " +
                                     std::to_string((now_unix_ms - last_inbound_unix_ms) / hour_ms) +
                                     " hours ago";
  return std::string(window_closed_name) + ": " + when +
         ", and WhatsApp takes free text for 24 hours only; give the message a template";
}

}  // namespace whatsapp
