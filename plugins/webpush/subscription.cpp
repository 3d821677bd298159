#include "subscription.hpp"

#include <algorithm>

#include "base64url.hpp"
#include "support/json_fields.hpp"

namespace webpush {
namespace {

namespace json = boost::json;
using plugin_support::text_at;

constexpr std::size_t longest_subscription = 4096, auth_size = 16;
constexpr std::string_view scheme = "https://";

// Chrome, Edge, Opera, Samsung and others by FCM (jmt17.google.com: Chrome's own channels); Firefox; Safari;
// Edge on Windows. A leading dot: every host below.
constexpr std::string_view known_services[] = {"fcm.googleapis.com", "jmt17.google.com",
                                               ".push.services.mozilla.com", ".push.apple.com",
                                               ".notify.windows.com"};

bool is_host_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

// "name" or "name:port", in small letters. No user, no brackets, no escapes: nothing that two readers of URLs
// could take for different hosts.
bool is_plain_host(std::string_view host) {
  const auto colon = host.find(':');
  const std::string_view name = host.substr(0, colon);
  const bool is_name = !name.empty() && name.size() <= 253 && name.front() != '.' && name.back() != '.' &&
                       name.find("..") == name.npos && std::ranges::all_of(name, is_host_letter);
  if (!is_name || colon == host.npos) return is_name;
  const std::string_view port = host.substr(colon + 1);
  return !port.empty() && port.size() <= 5 && port.front() != '0' &&
         std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string host_of(std::string_view endpoint) {
  if (!endpoint.starts_with(scheme)) throw BadSubscription("the subscription's endpoint is not https");
  const bool is_clean = std::ranges::all_of(
      endpoint, [](char c) { return c > 0x20 && c < 0x7f && c != '\\' && c != '#' && c != '"'; });
  if (!is_clean) throw BadSubscription("the subscription's endpoint is no plain URL");
  endpoint.remove_prefix(scheme.size());
  std::string host = lower(endpoint.substr(0, endpoint.find_first_of("/?")));
  if (!is_plain_host(host)) throw BadSubscription("the subscription's endpoint has no plain host");
  if (host.ends_with(":443")) host.resize(host.size() - 4);
  return host;
}

}  // namespace

Subscription read_subscription(std::string_view text) {
  if (text.size() > longest_subscription) throw BadSubscription("the subscription is too long");
  json::error_code error;
  const json::value value = json::parse(json::string_view(text.data(), text.size()), error);
  if (error || !value.is_object()) throw BadSubscription("the address is no subscription of a browser");
  const json::value* keys = plugin_support::member(value, "keys");
  if (keys == nullptr || !keys->is_object()) throw BadSubscription("the subscription has no keys");
  Subscription out;
  out.endpoint = text_at(value, "endpoint");
  out.host = host_of(out.endpoint);
  out.origin = std::string(scheme) + out.host;
  out.receiver.point = from_base64url(text_at(*keys, "p256dh")).value_or("");
  out.receiver.auth = from_base64url(text_at(*keys, "auth")).value_or("");
  if (out.receiver.point.size() != public_key_size || out.receiver.auth.size() != auth_size)
    throw BadSubscription("the subscription's keys have the wrong length");
  return out;
}

PushServices::PushServices(const std::vector<std::string>& more)
    : hosts_(std::begin(known_services), std::end(known_services)) {
  for (const std::string& one : more) {
    std::string host = lower(one);
    const bool is_below = host.starts_with("*.");
    if (is_below) host.erase(0, 1);
    if (!is_plain_host(is_below ? std::string_view(host).substr(1) : std::string_view(host))) {
      throw std::invalid_argument("\"" + one +
                                  "\" is no host such as \"push.example.org\" or \"*.push.example.org\"");
    }
    hosts_.push_back(std::move(host));
  }
}

bool PushServices::includes(std::string_view host) const {
  return std::ranges::any_of(hosts_, [host](const std::string& known) {
    return known.front() == '.' ? host.size() > known.size() && host.ends_with(known) : host == known;
  });
}

}  // namespace webpush
