#include "intake/customer_import.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "audience/address_form.hpp"
#include "base/crypto.hpp"
#include "base/json_fields.hpp"
#include "intake/import_time.hpp"
#include "intake/json_slices.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 15> column_names{
    "customer_id", "anonymous_id", "known_since",   "updated_at", "email",
    "phone",       "first_name",   "last_name",     "language",   "country",
    "time_zone",   "emails",       "anonymous_ids", "phones",     "properties"};
constexpr std::array traits{"first_name", "last_name", "language", "country", "time_zone"};
constexpr std::size_t most_in_a_list = 100;

// The words of a list of JSON Lines and, at its end, the one of the plain column. The reason why not, or "".
std::string read_list(const ImportRow& row, const char* list, const char* plain,
                      std::vector<std::string>& words) {
  if (!row.value(list).empty()) return fmt::format("{} must be a list", list);
  if (const std::string_view written = row.json_of(list); !written.empty()) {
    std::string mistake;
    const auto value = parse_json(written, mistake);
    if (!value || !value->is_array()) return fmt::format("{} must be a list", list);
    if (value->get_array().size() > most_in_a_list)
      return fmt::format("{} has more than {} entries", list, most_in_a_list);
    for (const json::value& entry : value->get_array()) {
      if (!entry.is_string() || entry.get_string().empty()) return fmt::format("{} must hold texts", list);
      words.emplace_back(entry.get_string());
    }
  }
  if (const std::string& word = row.value(plain); !word.empty()) words.push_back(word);
  return {};
}

std::string read_addresses(const ImportRow& row, const char* list, const char* kind,
                           std::vector<std::string>& addresses) {
  if (std::string fault = read_list(row, list, kind, addresses); !fault.empty()) return fault;
  for (const std::string& address : addresses) {
    if (!normal_address(kind, address)) return fmt::format("\"{}\" is no {}", address, kind);
  }
  return {};
}

void append_json(std::string& object, std::string_view key, std::string_view value) {
  std::string written = json::serialize(json::string(key.data(), key.size()));
  append_member(object, std::string_view(written).substr(1, written.size() - 2), value);
}

// Everything the row says but for earlier addresses.
std::string body_of(const ImportRow& row, const std::string& email, const std::string& phone) {
  std::string body = "{}";
  if (!email.empty()) append_text(body, "email", email);
  if (!phone.empty()) append_text(body, "phone", phone);
  for (const char* const trait : traits) {
    if (const std::string& text = row.value(trait); !text.empty()) append_text(body, trait, text);
  }
  for (const JsonMember& property : json_members(row.json_of("properties")))
    append_member(body, property.key, property.value);
  for (const auto& [name, written] : row.json) {
    if (std::ranges::find(column_names, name) == column_names.end()) append_json(body, name, written);
  }
  return body;
}

}  // namespace

CustomerImport::CustomerImport(std::istream& in, CustomerImportSettings settings, Instant now)
    : FileImport(in, {column_names, 1, true}, settings.map), settings_(std::move(settings)), now_(now) {}

std::string CustomerImport::read_row(const ImportRow& row, std::vector<NewEvent>& events) const {
  std::vector<std::string> visitors, emails, phones;
  if (std::string fault = read_list(row, "anonymous_ids", "anonymous_id", visitors); !fault.empty())
    return fault;
  NewEvent customer;
  ImportRow named = row;
  if (!visitors.empty()) named.values["anonymous_id"] = visitors.front();
  if (std::string nobody = event_of_row(named, customer); !nobody.empty()) return nobody;
  if (std::string fault = read_addresses(row, "emails", "email", emails); !fault.empty()) return fault;
  if (std::string fault = read_addresses(row, "phones", "phone", phones); !fault.empty()) return fault;
  if (const auto properties = row.json_of("properties"); !properties.empty() && properties[0] != '{')
    return "properties must be an object";
  const std::string &known_text = row.value("known_since"), &updated_text = row.value("updated_at");
  auto known = parse_import_time(known_text, settings_.zone);
  auto updated = parse_import_time(updated_text, settings_.zone);
  for (const auto& [name, text, at] :
       {std::tuple("known_since", known_text, known), std::tuple("updated_at", updated_text, updated)}) {
    if (!at && !text.empty())
      return fmt::format("{} is no time such as 2026-01-31, 2026-01-31 09:00:00 or 2026-01-31T09:00:00Z",
                         name);
    if (at && *at > now_ + import_clock_tolerance) return fmt::format("{} lies in the future", name);
  }

  customer.name = "Customer Identified";
  customer.occurred_at = updated.value_or(now_);
  const std::string who = customer.user_id ? *customer.user_id : "visitor:" + *customer.anonymous_id;
  const auto say = [&](Instant at, std::string body) {
    NewEvent event = customer;
    event.occurred_at = at;
    event.body = std::move(body);
    const Digest said =
        sha256(fmt::format("{} {} {}", event.body, known_text, event.anonymous_id.value_or("")));
    event.message_id = fmt::format("import:known:{}:{}", who, to_hex(bytes_of(said).substr(0, 12)));
    events.push_back(std::move(event));
  };
  // Who they are, and since when; then, oldest first, how they were reached; then how things are now.
  const Instant since = known ? std::min(*known, customer.occurred_at) : customer.occurred_at;
  say(since, "{}");
  for (std::size_t i = 1; i < visitors.size(); ++i) {
    customer.anonymous_id = visitors[i];
    say(since, "{}");
  }
  customer.anonymous_id = named.values.contains("anonymous_id") && !customer.user_id
                              ? std::optional(named.value("anonymous_id"))
                              : std::nullopt;
  const auto earlier = [&](const char* kind, const std::vector<std::string>& addresses) {
    for (std::size_t i = 0; i + 1 < addresses.size(); ++i) {
      std::string body = "{}";
      append_text(body, kind, addresses[i]);
      say(customer.occurred_at, std::move(body));
    }
  };
  earlier("email", emails);
  earlier("phone", phones);
  std::string body = body_of(row, emails.empty() ? "" : emails.back(), phones.empty() ? "" : phones.back());
  if (body != "{}") say(customer.occurred_at, std::move(body));
  return {};
}

}  // namespace lifecycled
