#include "intake/shop_object.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "base/json_fields.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "intake/html_text.hpp"
#include "intake/json_slices.hpp"
#include "intake/sent_time.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t longest_text = 500;
constexpr std::size_t longest_id = 128;
// Of any currency: it is only asked whether it is an amount at all.
constexpr std::string_view some_currency = "EUR";

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= longest_id && text != "0" && clean_line(text, longest_id) == text;
}

}  // namespace

bool ShopObject::is_there() const { return value_ && value_->is_object(); }

const boost::json::value* ShopObject::find(std::string_view key) const {
  return is_there() ? member(*value_, key) : nullptr;
}

std::string ShopObject::text(std::string_view key) const {
  const auto text = text_of(find(key));
  return text ? std::string(trimmed(clean_line(*text, longest_text))) : "";
}

std::string ShopObject::decoded(std::string_view key) const {
  const auto text = text_of(find(key));
  return text ? std::string(trimmed(clean_line(html_decoded(*text), longest_text))) : "";
}

std::string ShopObject::id(std::string_view key) const {
  const boost::json::value* value = find(key);
  if (!value) return "";
  if (value->is_string()) {
    const std::string text(value->get_string());
    return is_id(text) ? text : "";
  }
  if (!value->is_number()) return "";
  const auto written = json_member(text_, key);
  const bool is_whole = std::ranges::all_of(written, [](char c) { return c >= '0' && c <= '9'; });
  return is_whole && is_id(written) ? std::string(written) : "";
}

std::string ShopObject::amount(std::string_view key) const {
  const boost::json::value* value = find(key);
  if (!value) return "";
  std::string text;
  if (value->is_string()) text = trimmed(std::string(value->get_string()));
  // 1e2 is a number for JSON and no amount for anybody.
  if (value->is_number()) text = json_member(text_, key);
  return parse_amount(text, some_currency) ? text : "";
}

bool ShopObject::is(std::string_view key) const {
  const boost::json::value* value = find(key);
  return value && value->is_bool() && value->get_bool();
}

bool ShopObject::is_false(std::string_view key) const {
  const boost::json::value* value = find(key);
  return value && value->is_bool() && !value->get_bool();
}

std::optional<Instant> ShopObject::time(std::string_view key) const {
  const auto text = text_of(find(key));
  return text ? parse_sent_time(*text) : std::nullopt;
}

ShopObject ShopObject::object(std::string_view key) const {
  const boost::json::value* value = find(key);
  return value ? ShopObject(*value, json_member(text_, key)) : ShopObject();
}

std::vector<ShopObject> ShopObject::list(std::string_view key) const {
  std::vector<ShopObject> out;
  const boost::json::value* value = find(key);
  if (!value || !value->is_array()) return out;
  const auto texts = json_elements(json_member(text_, key));
  const auto& items = value->get_array();
  // Fewer only where somebody wrote the key with escapes.
  for (std::size_t i = 0; i < items.size() && i < texts.size(); ++i) out.emplace_back(items[i], texts[i]);
  return out;
}

EventBody& EventBody::text(std::string_view key, std::string_view value) {
  if (value.empty()) return *this;
  return json(key, boost::json::serialize(boost::json::string(value.data(), value.size())));
}

// As text, since that is how both platforms write them: no program on the way rounds it.
EventBody& EventBody::amount(std::string_view key, std::string_view value) { return text(key, value); }

EventBody& EventBody::number(std::string_view key, std::string_view value) {
  return value.empty() ? *this : json(key, value);
}

EventBody& EventBody::yes(std::string_view key, bool value) { return value ? json(key, "true") : *this; }

EventBody& EventBody::time(std::string_view key, std::optional<Instant> value) {
  return value ? text(key, format_instant(*value)) : *this;
}

EventBody& EventBody::json(std::string_view key, std::string_view value) {
  append_member(text_, key, value);
  return *this;
}

}  // namespace lifecycled
