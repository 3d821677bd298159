#include "config/value_forms.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <arpa/inet.h>
#include <boost/url/parse.hpp>
#include <fmt/format.h>

#include "base/text.hpp"

namespace lifecycled {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter(char c) { return is_small(c) || (c >= 'A' && c <= 'Z'); }
bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  if (!is_digit(text[0]) || !is_digit(text[1]) || !is_digit(text[3]) || !is_digit(text[4]))
    return std::nullopt;
  const int hour = (text[0] - '0') * 10 + (text[1] - '0');
  const int minute = (text[3] - '0') * 10 + (text[4] - '0');
  if (hour > 23 || minute > 59) return std::nullopt;
  return std::chrono::minutes{hour * 60 + minute};
}

std::optional<StepMoment> parse_moment(std::string_view text) {
  constexpr std::array<std::string_view, 7> weekdays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
  StepMoment moment;
  if (const auto blank = text.find(' '); blank != std::string_view::npos) {
    const auto day = std::ranges::find(weekdays, text.substr(0, blank));
    if (day == weekdays.end()) return std::nullopt;
    moment.weekday = std::chrono::weekday{static_cast<unsigned>(day - weekdays.begin())};
    text.remove_prefix(blank + 1);
  }
  const auto time = parse_time_of_day(text);
  if (!time) return std::nullopt;
  moment.time = *time;
  return moment;
}

std::optional<QuietHours> parse_quiet_hours(std::string_view text) {
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  const auto from = parse_time_of_day(text.substr(0, 5));
  const auto until = parse_time_of_day(text.substr(6));
  if (!from || !until || *from == *until) return std::nullopt;
  return QuietHours{*from, *until};
}

std::optional<Rate> parse_rate(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto count = parse_number<std::uint32_t>(text.substr(0, slash));
  const std::string_view span = text.substr(slash + 1);
  const auto per = span == "day" ? day_length : span == "week" ? 7 * day_length : parse_duration(span);
  if (!count || *count == 0 || !per || per->count() == 0) return std::nullopt;
  return Rate{*count, *per};
}

std::optional<Share> parse_share(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  const auto dot = text.find('.');
  const auto whole = parse_number<Share>(text.substr(0, dot));
  if (!whole || *whole > 100) return std::nullopt;
  Share share = *whole * (whole_share / 100);
  if (dot != std::string_view::npos) {
    std::string decimals(text.substr(dot + 1));
    if (decimals.empty() || decimals.size() > 4) return std::nullopt;
    decimals.resize(4, '0');
    const auto rest = parse_number<Share>(decimals);
    if (!rest) return std::nullopt;
    share += *rest;
  }
  return share > 0 && share <= whole_share ? std::optional(share) : std::nullopt;
}

std::string format_share(Share share) { return fmt::format("{}%", static_cast<double>(share) / 10'000.0); }

std::optional<Milliseconds> parse_signed_duration(std::string_view text) {
  constexpr Milliseconds longest = 3660 * day_length;
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  const auto span = parse_duration(text);
  if (!span || *span > longest) return std::nullopt;
  return is_negative ? -*span : *span;
}

std::optional<std::string> canonical_language(std::string_view text) {
  std::string out;
  bool is_first = true, is_extension = false;
  for (const std::string_view part : split(text, '-')) {
    if (part.empty() || part.size() > 8 || !std::ranges::all_of(part, is_alphanumeric)) return std::nullopt;
    const bool is_letters = std::ranges::all_of(part, is_letter);
    if (is_first && (!is_letters || part.size() == 1 || part.size() == 4)) return std::nullopt;
    std::string piece = lower_ascii(part);
    if (!is_first && !is_extension && is_letters && part.size() == 2) piece = upper_ascii(part);
    if (!is_first && !is_extension && is_letters && part.size() == 4) piece[0] = upper_ascii(piece)[0];
    is_extension = is_extension || part.size() == 1;
    out += (is_first ? "" : "-") + piece;
    is_first = false;
  }
  return out;
}

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
  std::string_view host = text.substr(0, colon);
  if (!port) return std::nullopt;
  if (host.starts_with('[') && host.ends_with(']')) {
    const std::string inside(host.substr(1, host.size() - 2));
    in6_addr six{};
    if (::inet_pton(AF_INET6, inside.c_str(), &six) != 1) return std::nullopt;
    return ListenAddress{inside, *port, IN6_IS_ADDR_LOOPBACK(&six) != 0};
  }
  in_addr four{};
  if (::inet_pton(AF_INET, std::string(host).c_str(), &four) != 1) return std::nullopt;
  return ListenAddress{std::string(host), *port, (ntohl(four.s_addr) >> 24) == 127};
}

std::optional<Listener> parse_listener(std::string_view text) {
  constexpr std::string_view tls = "tls:", local = "unix:";
  // What a socket's address has room for (unix(7)).
  constexpr std::size_t longest_path = 107;
  Listener listener;
  if (text.starts_with(local)) {
    listener.kind = Listener::Kind::Local;
    listener.path = text.substr(local.size());
    const bool is_fit = listener.path.starts_with('/') && listener.path.size() <= longest_path &&
                        listener.path.find('\0') == std::string::npos;
    return is_fit ? std::optional(listener) : std::nullopt;
  }
  if (text.starts_with(tls)) {
    listener.kind = Listener::Kind::Tls;
    text.remove_prefix(tls.size());
  }
  const auto address = parse_listen_address(text);
  if (!address) return std::nullopt;
  listener.address = *address;
  return listener;
}

std::string url_of_listener(std::string_view text) {
  const auto listener = parse_listener(text);
  if (!listener || listener->kind == Listener::Kind::Local) return "";
  if (listener->kind == Listener::Kind::Plain) return fmt::format("http://{}", text);
  return fmt::format("https://{}", text.substr(text.find(':') + 1));
}

std::string without_end_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

bool is_full_address(std::string_view text) {
  const auto parsed = boost::urls::parse_absolute_uri(text);
  if (!parsed) return false;
  const boost::urls::url_view& url = *parsed;
  const bool is_web =
      url.scheme_id() == boost::urls::scheme::http || url.scheme_id() == boost::urls::scheme::https;
  return is_web && !url.encoded_host().empty() && !url.has_userinfo() && !url.has_query();
}

bool is_proxy_address(std::string_view text) {
  const auto parsed = boost::urls::parse_absolute_uri(text);
  if (!parsed) return false;
  const boost::urls::url_view& url = *parsed;
  constexpr std::array<std::string_view, 4> schemes{"http", "https", "socks5", "socks5h"};
  const std::string scheme = lower_ascii(std::string_view(url.scheme().data(), url.scheme().size()));
  return std::ranges::find(schemes, scheme) != schemes.end() && !url.encoded_host().empty() &&
         !url.has_userinfo() && !url.has_query() && (url.encoded_path().empty() || url.encoded_path() == "/");
}

std::string with_absolute_file(std::string_view reference, const std::filesystem::path& folder) {
  constexpr std::string_view kind = "file:";
  if (!reference.starts_with(kind)) return std::string(reference);
  const std::filesystem::path path = folder / reference.substr(kind.size());
  return fmt::format("{}{}", kind, path.lexically_normal().string());
}

bool is_plain_name(std::string_view text) {
  const auto is_fit = [](char c) { return is_small(c) || is_digit(c) || c == '-' || c == '_'; };
  return !text.empty() && text.size() <= 64 && is_fit(text[0]) && text[0] != '-' && text[0] != '_' &&
         std::ranges::all_of(text, is_fit);
}

}  // namespace lifecycled
