#include "intake/order_import.hpp"

#include <algorithm>
#include <array>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "intake/import_time.hpp"
#include "intake/json_slices.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_id_bytes = 256;

constexpr std::array<std::string_view, 19> column_names{
    "customer_id", "order_id",  "ordered_at",    "total",    "currency",    "coupon",    "discount",
    "status",      "refunded",  "email",         "phone",    "first_name",  "last_name", "language",
    "country",     "time_zone", "sales_channel", "products", "anonymous_id"};
constexpr std::size_t needed_columns = 4;
constexpr std::array traits{"email", "phone", "first_name", "last_name", "language", "country", "time_zone"};

enum class Status { Completed, Cancelled, Refunded, NotYet, Unknown };

// As shops' exports call them; WooCommerce writes "wc-completed".
Status status_of(std::string_view text) {
  std::string status = lower_ascii(text);
  std::ranges::replace(status, '_', ' ');
  std::ranges::replace(status, '-', ' ');
  if (status.starts_with("wc ")) status.erase(0, 3);
  const auto is_one_of = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, status) != words.end();
  };
  if (is_one_of({"", "completed", "complete", "paid", "processing", "shipped", "delivered", "fulfilled",
                 "closed", "done", "partially refunded", "partly refunded", "authorized"})) {
    return Status::Completed;
  }
  if (is_one_of({"cancelled", "canceled", "voided"})) return Status::Cancelled;
  if (is_one_of({"refunded", "returned"})) return Status::Refunded;
  if (is_one_of({"pending", "on hold", "failed", "draft", "checkout draft", "open", "unpaid"}))
    return Status::NotYet;
  return Status::Unknown;
}

NewEvent import_event(std::string_view name, const NewEvent& like, const boost::json::object& body) {
  NewEvent event = like;
  event.name = name;
  event.body = boost::json::serialize(body);
  return event;
}

// Amounts stand in the body as they are written by people, never as a double's digits.
std::string with_amount(std::string body, std::string_view key, std::int64_t minor,
                        std::string_view currency) {
  append_member(body, key, format_amount(minor, currency));
  return body;
}

void add_customer(const ImportRow& row, const NewEvent& order, std::vector<NewEvent>& events) {
  boost::json::object told;
  for (const char* const trait : traits) {
    if (const std::string& text = row.value(trait); !text.empty()) told[trait] = text;
  }
  if (told.empty()) return;
  NewEvent event = import_event("Customer Identified", order, told);
  // The same words about the same customer are one event, in however many rows they stand.
  const Digest said = sha256(event.body);
  event.message_id =
      fmt::format("import:customer:{}:{}", order.user_id ? *order.user_id : "visitor:" + *order.anonymous_id,
                  to_hex(bytes_of(said).substr(0, 12)));
  events.push_back(std::move(event));
}

}  // namespace

OrderImport::OrderImport(std::istream& in, OrderImportSettings settings, Instant now)
    : FileImport(in, {column_names, needed_columns, false}, settings.map),
      settings_(std::move(settings)),
      now_(now) {}

std::string OrderImport::read_row(const ImportRow& row, std::vector<NewEvent>& events) const {
  NewEvent order;
  if (std::string nobody = event_of_row(row, order); !nobody.empty()) return nobody;
  const std::string& order_id = row.value("order_id");
  if (order_id.empty()) return "order_id is empty";
  if (order_id.size() > most_id_bytes) return "an id is longer than 256 bytes";
  const auto at = parse_import_time(row.value("ordered_at"), settings_.zone);
  if (!at) return "ordered_at is no time such as 2026-01-31, 2026-01-31 09:00:00 or 2026-01-31T09:00:00Z";
  if (*at > now_ + import_clock_tolerance) return "ordered_at lies in the future";
  std::string currency = upper_ascii(row.value("currency"));
  if (currency.empty()) currency = settings_.currency;
  if (!is_currency_code(currency)) return "currency must be a code of three letters such as EUR";
  const auto total = parse_amount(row.value("total"), currency);
  if (!total || *total < 0) return "total must be a plain number such as 19.99";
  const auto amount = [&](const char* column, std::int64_t& out) {
    const std::string& text = row.value(column);
    const auto parsed = text.empty() ? std::optional<std::int64_t>(0) : parse_amount(text, currency);
    out = parsed.value_or(0);
    return parsed && *parsed >= 0;
  };
  std::int64_t discount = 0, refunded = 0;
  if (!amount("discount", discount)) return "discount must be a plain number such as 5.00";
  if (!amount("refunded", refunded)) return "refunded must be an amount such as 19.99";
  const std::string& status_text = row.value("status");
  const Status status = status_of(status_text);
  if (status == Status::NotYet) return fmt::format("status \"{}\": this is no completed order", status_text);
  if (status == Status::Unknown) {
    return fmt::format("status \"{}\" is not known here; completed, cancelled and refunded are", status_text);
  }
  const std::string_view products = row.json_of("products");
  if (!products.empty() && products[0] != '[') return "products must be a list of objects";

  order.message_id = "import:order:" + order_id;
  order.occurred_at = *at;
  add_customer(row, order, events);

  boost::json::object body;
  body["order_id"] = order_id;
  body["currency"] = currency;
  NewEvent completed = import_event("Order Completed", order, body);
  completed.body = with_amount(std::move(completed.body), "total", *total, currency);
  if (discount > 0) completed.body = with_amount(std::move(completed.body), "discount", discount, currency);
  for (const char* const word : {"coupon", "sales_channel"}) {
    if (const std::string& text = row.value(word); !text.empty()) append_text(completed.body, word, text);
  }
  if (!products.empty()) append_member(completed.body, "products", products);
  events.push_back(std::move(completed));

  if (status == Status::Cancelled) {
    NewEvent cancelled = import_event("Order Cancelled", order, body);
    cancelled.message_id = "import:cancelled:" + order_id;
    events.push_back(std::move(cancelled));
  }
  if (status == Status::Refunded || refunded > 0) {
    NewEvent back = import_event("Order Refunded", order, body);
    back.message_id = "import:refunded:" + order_id;
    // Without an amount it is the whole order.
    if (refunded > 0) back.body = with_amount(std::move(back.body), "total", refunded, currency);
    events.push_back(std::move(back));
  }
  return {};
}

}  // namespace lifecycled
