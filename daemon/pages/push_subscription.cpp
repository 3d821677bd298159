#include "pages/push_subscription.hpp"

#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>

#include "base/crypto.hpp"
#include "base/json_fields.hpp"
#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t longest_endpoint = 1024;
// RFC 8291: an uncompressed point of P-256, and 16 bytes.
constexpr std::size_t key_bytes = 65, auth_bytes = 16;
constexpr std::string_view scheme = "https://";

// As in plugins/webpush/subscription.cpp, which sends to no others; a test compares them. A leading dot:
// every host below.
constexpr std::string_view known_services[] = {"fcm.googleapis.com", "jmt17.google.com",
                                               ".push.services.mozilla.com", ".push.apple.com",
                                               ".notify.windows.com"};

std::vector<std::string> texts_of(const ChannelSettings& channel, const char* name) {
  const auto option = channel.options.find(name);
  if (option == channel.options.end()) return {};
  if (const auto* one = std::get_if<std::string>(&option->second.value)) return {*one};
  const auto* list = std::get_if<PlacedOption::List>(&option->second.value);
  return list ? *list : std::vector<std::string>{};
}

bool is_key(const std::optional<std::string>& text, std::size_t bytes) {
  return text && from_base64url(*text).value_or("").size() == bytes;
}

bool is_served_by(std::string_view host, std::string_view known) {
  if (known.starts_with("*.")) known.remove_prefix(1);
  return known.starts_with('.') ? host.size() > known.size() && host.ends_with(known) : host == known;
}

// A plain host, perhaps with a port: nothing that two readers of addresses could take for different hosts.
bool leads_to_a_service(std::string_view endpoint, const PushChannel& channel) {
  if (!endpoint.starts_with(scheme) || endpoint.size() > longest_endpoint) return false;
  const bool is_clean = std::ranges::all_of(
      endpoint, [](char c) { return c > 0x20 && c < 0x7f && c != '\\' && c != '#' && c != '"'; });
  if (!is_clean) return false;
  endpoint.remove_prefix(scheme.size());
  std::string host = lower_ascii(endpoint.substr(0, endpoint.find_first_of("/?")));
  const bool is_plain = std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':';
  });
  if (!is_plain) return false;
  if (host.ends_with(":443")) host.resize(host.size() - 4);
  const auto serves = [&](std::string_view known) { return is_served_by(host, known); };
  return std::ranges::any_of(known_services, serves) ||
         std::ranges::any_of(channel.services,
                             [&](const std::string& named) { return serves(lower_ascii(named)); });
}

}  // namespace

std::optional<PushChannel> push_channel(const std::vector<ChannelSettings>& channels) {
  for (const ChannelSettings& channel : channels) {
    if (channel.reaches != "webpush") continue;
    const auto keys = texts_of(channel, "vapid_public_key");
    if (keys.size() != 1 || !is_key(keys.front(), key_bytes)) continue;
    return PushChannel{channel.name, keys.front(), texts_of(channel, "push_services"),
                       texts_of(channel, "sites")};
  }
  return std::nullopt;
}

std::optional<std::string> push_subscription(const boost::json::value& told, const PushChannel& channel) {
  const auto endpoint = text_at(told, "endpoint");
  const auto key = text_at(told, "keys.p256dh"), auth = text_at(told, "keys.auth");
  if (!endpoint || !leads_to_a_service(*endpoint, channel)) return std::nullopt;
  if (!is_key(key, key_bytes) || !is_key(auth, auth_bytes)) return std::nullopt;
  const boost::json::object keys{{"p256dh", *key}, {"auth", *auth}};
  return boost::json::serialize(boost::json::object{{"endpoint", *endpoint}, {"keys", keys}});
}

std::string origin_of(std::string_view url) {
  const auto parsed = boost::urls::parse_uri(url);
  if (!parsed || parsed->encoded_host().empty() || parsed->has_userinfo()) return "";
  const std::string name = lower_ascii(std::string(parsed->scheme()));
  std::string out = name + "://" + lower_ascii(std::string(parsed->encoded_host()));
  const std::string port(parsed->port());
  const bool is_usual =
      port.empty() || (name == "https" && port == "443") || (name == "http" && port == "80");
  return is_usual ? out : out + ":" + port;
}

}  // namespace lifecycled
