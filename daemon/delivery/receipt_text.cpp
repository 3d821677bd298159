#include "delivery/receipt_text.hpp"

#include <array>
#include <utility>

#include <boost/json.hpp>

#include "base/json_fields.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

constexpr std::array<std::pair<const char*, std::string Receipt::*>, 9> texts{
    {{"provider_message_id", &Receipt::provider_message_id},
     {"idempotency_key", &Receipt::idempotency_key},
     {"address", &Receipt::address},
     {"event_id", &Receipt::event_id},
     {"code", &Receipt::code},
     {"detail", &Receipt::detail},
     {"text", &Receipt::text},
     {"url", &Receipt::url},
     {"cost_currency", &Receipt::cost_currency}}};

std::int64_t whole(const json::value& body, const char* key) {
  const auto* value = member(body, key);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

}  // namespace

std::string receipt_to_text(const Receipt& receipt) {
  json::object body{{"kind", static_cast<std::int32_t>(receipt.kind)},
                    {"at", receipt.at_unix_ms},
                    {"cost_micros", receipt.cost_micros}};
  for (const auto& [key, field] : texts) {
    if (!(receipt.*field).empty()) body[key] = receipt.*field;
  }
  return json::serialize(body);
}

std::optional<Receipt> receipt_from_text(std::string_view text) {
  std::string mistake;
  const auto body = parse_json(text, mistake);
  if (!body) return std::nullopt;
  const auto kind = receipt_kind_from_number(static_cast<std::int32_t>(whole(*body, "kind")));
  if (!kind) return std::nullopt;
  Receipt receipt;
  receipt.kind = *kind;
  receipt.at_unix_ms = whole(*body, "at");
  receipt.cost_micros = whole(*body, "cost_micros");
  for (const auto& [key, field] : texts) receipt.*field = text_at(*body, key).value_or("");
  return receipt;
}

}  // namespace lifecycled
