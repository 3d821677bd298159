// The small written forms that values of our files have: "21:00-08:00", "mon 10:00", "3/7d", "env:NAME",
// "127.0.0.1:8480", "zh-Hant". Each answers nothing for a text of another form. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "config/campaign_definition.hpp"
#include "config/settings.hpp"

namespace lifecycled {

// "10:00", in minutes since midnight; 24 hours, both digits of each.
std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text);
// "10:00" or "mon 10:00".
std::optional<StepMoment> parse_moment(std::string_view text);
// "21:00-08:00"; two different times.
std::optional<QuietHours> parse_quiet_hours(std::string_view text);

// So many in so long: "3/7d", "500/day".
struct Rate {
  std::uint32_t count = 0;
  Milliseconds per{0};
};
std::optional<Rate> parse_rate(std::string_view text);

// "50%", "33.3%": up to four decimals, above 0 and at most 100.
std::optional<Share> parse_share(std::string_view text);
// "66.6%"
std::string format_share(Share share);
// "-7d", "12h": a duration with or without a sign, at most ten years.
std::optional<Milliseconds> parse_signed_duration(std::string_view text);

// A language tag's shape (BCP 47), in its usual writing: "ZH-hant-hk" answers "zh-Hant-HK". Whoever looks a
// customer's language up among those of messages brings it into this form first.
std::optional<std::string> canonical_language(std::string_view text);

// An IP address with a port: "127.0.0.1:8480", "[::1]:0".
struct ListenAddress {
  std::string address;
  std::uint16_t port = 0;
  bool is_loopback = false;
};
std::optional<ListenAddress> parse_listen_address(std::string_view text);
// Such an address, in the clear or after "tls:", or "unix:/PATH" for a socket of this machine.
struct Listener {
  enum class Kind { Plain, Tls, Local };
  Kind kind = Kind::Plain;
  ListenAddress address;
  std::string path;  // of Local
};
std::optional<Listener> parse_listener(std::string_view text);
// What a browser of this machine would write for it; "" for a Unix socket.
std::string url_of_listener(std::string_view text);
std::string without_end_slash(std::string url);
// "https://shop.example/path"; no user, query or fragment.
bool is_full_address(std::string_view text);

// "http://proxy.example.org:3128"; http, https, socks5 or socks5h, and no user: a password would stand in our
// file.
bool is_proxy_address(std::string_view text);

// "file:key" becomes "file:FOLDER/key"; everything else stays.
std::string with_absolute_file(std::string_view reference, const std::filesystem::path& folder);

// What may be called by name in campaigns and files: small letters, digits, "-" and "_", beginning with a
// letter or digit.
bool is_plain_name(std::string_view text);

}  // namespace lifecycled
