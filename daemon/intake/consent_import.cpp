#include "intake/consent_import.hpp"

#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "audience/address_form.hpp"
#include "base/crypto.hpp"
#include "base/ip_address.hpp"
#include "base/text.hpp"
#include "intake/import_time.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 16> column_names{
    "customer_id", "at",   "source",   "email", "phone", "address", "channel",  "purpose",
    "given",       "text", "language", "ip",    "by",    "reason",  "campaign", "anonymous_id"};
constexpr std::size_t needed_columns = 3;
constexpr std::size_t most_text_bytes = 32 * 1024;  // what an event may hold

std::optional<bool> is_yes(std::string_view text) {
  const std::string word = lower_ascii(text);
  const auto is_one_of = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
  };
  if (is_one_of({"", "yes", "true", "1", "given", "subscribed", "opt-in"})) return true;
  if (is_one_of({"no", "false", "0", "withdrawn", "unsubscribed", "opt-out"})) return false;
  return std::nullopt;
}

}  // namespace

ConsentImport::ConsentImport(std::istream& in, ConsentImportSettings settings, Instant now)
    : FileImport(in, {column_names, needed_columns, false}, settings.map),
      settings_(std::move(settings)),
      now_(now) {
  const auto& columns = rows_;
  if (!columns.has_header()) return;
  if (!columns.has_column("email") && !columns.has_column("phone") && !columns.has_column("address"))
    rows_.mistakes().emplace_back("a column email, phone or address is missing: a consent is for an address");
}

std::string ConsentImport::read_row(const ImportRow& row, std::vector<NewEvent>& events) const {
  const auto value = [&](const std::string& name) { return row.value(name); };
  NewEvent event;
  if (std::string nobody = event_of_row(row, event); !nobody.empty()) return nobody;
  const std::string& source = row.value("source");
  if (source.empty()) return "source is empty: how was it said?";
  const auto at = parse_import_time(value("at"), settings_.zone);
  if (!at) return "at is no time such as 2026-01-31, 2026-01-31 09:00:00 or 2026-01-31T09:00:00Z";
  if (*at > now_ + import_clock_tolerance) return "at lies in the future";
  const auto given = is_yes(value("given"));
  if (!given) return fmt::format("given \"{}\": write yes or no", value("given"));
  const std::string purpose = value("purpose").empty() ? "marketing" : lower_ascii(value("purpose"));
  json::object body;
  std::string fault = purpose == "campaign" ? read_campaign(row, body) : read_address(row, purpose, body);
  if (!fault.empty()) return fault;
  body["source"] = source;
  for (const char* const key : {"text", "language", "ip", "by", "reason"}) {
    const std::string& text = row.value(key);
    if (text.size() > most_text_bytes) return fmt::format("{} is longer than {} bytes", key, most_text_bytes);
    if (text.empty()) continue;
    if (key == std::string_view("ip") && !IpAddress::parse(text))
      return fmt::format("ip \"{}\" is no IP address; leave it empty where it is not known", text);
    body[key] = text;
  }
  event.name = *given ? "Consent Given" : "Consent Withdrawn";
  event.occurred_at = *at;
  event.body = json::serialize(body);
  const std::string& who = event.user_id ? *event.user_id : *event.anonymous_id;
  const Digest said = sha256(fmt::format("{} {} {} {}", event.name, to_ms(*at), who, event.body));
  event.message_id = "import:consent:" + to_hex(bytes_of(said).substr(0, 12));
  events.push_back(std::move(event));
  return {};
}

// Messages of one campaign, no more or again.
std::string ConsentImport::read_campaign(const ImportRow& row, json::object& body) const {
  const std::string& campaign = row.value("campaign");
  if (campaign.empty()) return "campaign is empty: which one does the purpose campaign mean?";
  body = {{"scope", "campaign"}, {"campaign", campaign}};
  return {};
}

std::string ConsentImport::read_address(const ImportRow& row, const std::string& purpose,
                                        json::object& body) const {
  std::string channel = row.value("channel");
  if (channel.empty() && !row.value("email").empty()) channel = "email";
  if (channel.empty()) return "channel is empty: which one was agreed to?";
  const auto known = settings_.channels.find(channel);
  if (known == settings_.channels.end()) return fmt::format("there is no channel \"{}\" here", channel);
  const std::string& kind = known->second;
  const std::string& named = row.value(kind);
  const std::string& address = named.empty() ? row.value("address") : named;
  if (address.empty()) return fmt::format("the {} is missing: a consent is for an address", kind);
  if (!normal_address(kind, address)) return fmt::format("\"{}\" is no {}", address, kind);
  if (purpose != "marketing" && purpose != "transactional" && purpose != "profiling") {
    return fmt::format("purpose \"{}\": marketing, transactional and profiling are known",
                       row.value("purpose"));
  }
  body = {{"channel", channel}, {"purpose", purpose}, {kind, address}};
  return {};
}

}  // namespace lifecycled
