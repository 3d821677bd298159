#include "config/http_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/secret.hpp"
#include "base/text.hpp"
#include "config/table_reader.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

constexpr std::string_view listen_forms =
    "an address with a port such as \"127.0.0.1:8480\" or \"[::1]:8480\", perhaps after \"tls:\", or "
    "\"unix:/PATH\"";

void read_listen(const TableReader& table, HttpSettings& out, Problems& problems) {
  if (!table.has("listen")) return;
  std::vector<std::string> places;
  bool is_reachable_here_only = true;
  for (const PlacedText& place : table.texts("listen")) {
    const auto listener = parse_listener(place.text);
    if (!listener) {
      problems.error(place.place, fmt::format("\"listen\" must be {}, not \"{}\"", listen_forms,
                                              shortened(place.text, 60)));
      continue;
    }
    places.push_back(place.text);
    is_reachable_here_only = is_reachable_here_only && listener->address.is_loopback;
  }
  if (places.empty()) return;
  out.listen = std::move(places);
  // A Unix socket has no address at all that could stand in a link.
  if (!is_reachable_here_only && !table.has("public_url"))
    table.missing("public_url", "links in messages need an address that customers can reach");
}

// "credential:NAME", "env:NAME", "file:PATH" or a path alone.
std::optional<SecretReference> read_pem(const TableReader& table, std::string_view key,
                                        const std::filesystem::path& folder) {
  const auto text = table.text(key);
  if (!text) return std::nullopt;
  if (text->text.find("-----BEGIN") != std::string::npos || text->text.empty()) {
    table.wrong(key, table.entry(key)->value,
                "a path, or \"credential:NAME\" for a file that systemd hands over");
    return std::nullopt;
  }
  const bool says_where = is_secret_reference(text->text);
  return SecretReference{with_absolute_file(says_where ? text->text : "file:" + text->text, folder),
                         text->place};
}

void read_tls(const TableReader& table, const std::filesystem::path& folder, HttpSettings& out,
              Problems& problems) {
  out.certificate = read_pem(table, "certificate", folder);
  out.key = read_pem(table, "key", folder);
  const bool wants_tls =
      std::ranges::any_of(out.listen, [](const std::string& text) { return text.starts_with("tls:"); });
  const bool has_both = table.has("certificate") && table.has("key");
  if (wants_tls && !has_both) {
    table.missing(table.has("certificate") ? "key" : "certificate",
                  "an address after \"tls:\" needs certificate and key");
  } else if (!wants_tls && (table.has("certificate") || table.has("key"))) {
    problems.warning(table.place(),
                     "nothing listens with this certificate; write \"tls:\" before an address of "
                     "\"listen\"");
  }
}

void read_rate(const TableReader& table, HttpSettings& out) {
  const auto text = table.text("per_client");
  if (!text) return;
  const auto rate = parse_rate(text->text);
  if (rate) {
    out.per_client_count = rate->count;
    out.per_client_span = rate->per;
  } else if (text->text == "any") {
    out.per_client_count = 0;
  } else {
    table.wrong("per_client", table.entry("per_client")->value,
                "so many requests in so long, such as \"600/1m\", or \"any\"");
  }
}

}  // namespace

HttpSettings read_http(const TomlTable& from, const std::filesystem::path& folder, Problems& problems) {
  HttpSettings out;
  const TableReader table(from, key_sets::http, "[http]", problems);
  read_listen(table, out, problems);
  if (const auto url = table.text("public_url")) {
    out.public_url = without_end_slash(url->text);
    if (!is_full_address(out.public_url)) {
      table.wrong("public_url", table.entry("public_url")->value,
                  "an address such as \"https://mail.shop.example\"");
    }
  }
  read_tls(table, folder, out, problems);
  for (const PlacedText& proxy : table.texts("trusted_proxies")) {
    if (const auto range = IpRange::parse(proxy.text)) {
      out.trusted_proxies.push_back(*range);
    } else {
      problems.error(proxy.place,
                     fmt::format("\"{}\" is no address or range such as \"127.0.0.1\" or \"10.0.0.0/8\"",
                                 shortened(proxy.text, 60)));
    }
  }
  read_rate(table, out);
  const auto number = [&](std::string_view key, std::int64_t least, std::int64_t most, std::uint32_t& into) {
    if (const auto given = table.whole_number(key, least, most)) into = static_cast<std::uint32_t>(*given);
  };
  number("most_body_bytes", 1024, 64 << 20, out.most_body_bytes);
  number("most_connections", 1, 100'000, out.most_connections);
  number("most_connections_per_client", 1, 100'000, out.most_connections_per_client);
  table.unknown_keys(key_sets::settings);
  return out;
}

}  // namespace lifecycled
