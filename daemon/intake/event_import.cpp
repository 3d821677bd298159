#include "intake/event_import.hpp"

#include <algorithm>
#include <array>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "intake/import_time.hpp"
#include "intake/json_slices.hpp"
#include "intake/segment_api.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 6> column_names{"name",         "occurred_at", "customer_id",
                                                       "anonymous_id", "message_id",  "properties"};
constexpr std::size_t needed_columns = 2;
constexpr std::size_t most_name_bytes = 128;
constexpr std::size_t most_id_bytes = 256;
constexpr std::size_t most_body_bytes = 32 * 1024;

// The event's body, or the reason why not.
std::string read_body(const ImportRow& row, bool is_json, std::string& body) {
  body = std::string(row.json_of("properties"));
  if (body.empty()) body = row.value("properties");
  if (body.empty()) body = "{}";
  std::string mistake;
  const auto value = parse_json(body, mistake);
  if (!value || !value->is_object()) return "properties must be a JSON object";
  if (has_nul_escape(body)) return "properties hold a NUL character";
  for (const auto& [name, written] : row.json) {
    if (is_json || name == "properties" || value->get_object().contains(name)) continue;
    const std::string key = json::serialize(json::string(name));
    append_member(body, std::string_view(key).substr(1, key.size() - 2), written);
  }
  return body.size() > most_body_bytes ? fmt::format("properties are larger than {} bytes", most_body_bytes)
                                       : std::string();
}

}  // namespace

EventImport::EventImport(std::istream& in, EventImportSettings settings, Instant now)
    : FileImport(in, {column_names, needed_columns, true}, settings.map),
      settings_(std::move(settings)),
      now_(now) {
  const auto& columns = rows_;
  if (!columns.has_header()) return;
  if (!columns.has_column("customer_id") && !columns.has_column("anonymous_id"))
    rows_.mistakes().emplace_back("a column customer_id or anonymous_id is missing: whose events are these?");
}

std::string EventImport::read_row(const ImportRow& row, std::vector<NewEvent>& events) const {
  NewEvent event;
  event.name = row.value("name");
  if (event.name.empty()) return "name is empty";
  if (event.name.size() > most_name_bytes)
    return fmt::format("name is longer than {} bytes", most_name_bytes);
  if (is_reserved_event(event.name)) return fmt::format("\"{}\" is written by lifecycled alone", event.name);
  if (std::string nobody = event_of_row(row, event); !nobody.empty())
    return nobody == "customer_id is empty" ? "one of customer_id and anonymous_id is needed" : nobody;
  const auto at = parse_import_time(row.value("occurred_at"), settings_.zone);
  if (!at) return "occurred_at is no time such as 2026-01-31, 2026-01-31 09:00:00 or 2026-01-31T09:00:00Z";
  if (*at > now_ + import_clock_tolerance) return "occurred_at lies in the future";
  event.occurred_at = *at;
  if (std::string fault = read_body(row, rows_.is_json(), event.body); !fault.empty()) return fault;
  event.message_id = row.value("message_id");
  if (event.message_id.size() > most_id_bytes) return "an id is longer than 256 bytes";
  if (event.message_id.empty()) {
    // The time stands in it, so that ids of one time lie side by side on disk.
    const Digest said = sha256(fmt::format("{}\n{}\n{}\n{}", event.name, event.user_id.value_or(""),
                                           event.anonymous_id.value_or(""), event.body));
    event.message_id =
        fmt::format("import:event:{:013}:{}", to_ms(*at), to_hex(bytes_of(said).substr(0, 12)));
  }
  events.push_back(std::move(event));
  return {};
}

}  // namespace lifecycled
