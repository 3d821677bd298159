#include "intake/order_import.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "intake/json_slices.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_id_bytes = 256;
// Refused rows are kept whole, since one open quote can swallow good rows; a slice full of them ends early.
constexpr std::size_t most_refused_bytes = 4 << 20;
constexpr Milliseconds clock_tolerance{
    86'400'000};  // a date in the shop's zone may begin after "now" in ours

constexpr std::array<std::string_view, 16> column_names{
    "customer_id", "order_id", "ordered_at", "total",      "currency",  "coupon",   "discount", "status",
    "refunded",    "email",    "phone",      "first_name", "last_name", "language", "country",  "time_zone"};
constexpr std::size_t needed_columns = 4;
constexpr std::size_t first_trait = 9;

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

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t size) {
  if (at + size > text.size()) return std::nullopt;
  int number = 0;
  const char* const end = text.data() + at + size;
  const auto [stop, error] = std::from_chars(text.data() + at, end, number);
  if (error != std::errc{} || stop != end || text[at] == '-') return std::nullopt;
  return number;
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

}  // namespace

std::optional<Instant> parse_import_time(std::string_view text, const TimeZone& zone) {
  if (const auto instant = parse_instant(text)) return instant;
  std::string date(text.substr(0, 10));
  std::string_view time = text.size() > 10 ? text.substr(10) : std::string_view();
  if (text.size() == 8)
    date = fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2));
  const auto day = parse_date(date);
  if (!day) return std::nullopt;
  std::chrono::seconds of_day{0};
  if (!time.empty()) {
    if (time[0] != ' ' && time[0] != 'T') return std::nullopt;
    time.remove_prefix(1);
    const auto hour = digits(time, 0, 2), minute = digits(time, 3, 2);
    const auto second = time.size() == 5 ? std::optional(0) : digits(time, 6, 2);
    if ((time.size() != 5 && time.size() != 8) || !hour || !minute || !second || time[2] != ':' ||
        (time.size() == 8 && time[5] != ':') || *hour > 23 || *minute > 59 || *second > 59) {
      return std::nullopt;
    }
    of_day = std::chrono::hours{*hour} + std::chrono::minutes{*minute} + std::chrono::seconds{*second};
  }
  const auto minutes = std::chrono::floor<std::chrono::minutes>(of_day);
  return zone.at(std::chrono::local_days{*day}, minutes) + (of_day - minutes);
}

OrderImport::OrderImport(std::istream& in, OrderImportSettings settings, Instant now)
    : settings_(std::move(settings)), now_(now), csv_(in) {
  read_header();
}

OrderImport::Column OrderImport::column_of(std::string_view name) {
  const auto found = std::ranges::find(column_names, name);
  return static_cast<Column>(found - column_names.begin());
}

void OrderImport::read_header() {
  const std::vector<std::string> ours(column_names.begin(), column_names.end());
  for (const auto& [theirs, name] : settings_.map) {
    if (column_of(name) == Column::None) {
      mistakes_.push_back(fmt::format("--map {}={}: there is no column \"{}\" here; {}", theirs, name, name,
                                      did_you_mean(name, ours)));
    }
  }
  CsvRow header;
  if (!csv_.next(header)) {
    mistakes_.emplace_back("the file is empty; its first line must name the columns");
    return;
  }
  if (!header.mistake.empty()) {
    mistakes_.push_back(fmt::format("line {}: {}", header.line, header.mistake));
    return;
  }
  header_ = header.fields;
  std::map<std::string, std::string> unseen = settings_.map;
  for (const std::string& field : header.fields) {
    const std::string name(trimmed(field));
    const auto mapped = settings_.map.find(name);
    unseen.erase(name);
    const Column column = column_of(mapped == settings_.map.end() ? lower_ascii(name) : mapped->second);
    if (column == Column::None) {
      if (!name.empty()) unused_.push_back(name);
    } else if (std::ranges::find(columns_, column) != columns_.end()) {
      mistakes_.push_back(fmt::format("two columns mean {}", column_names[static_cast<std::size_t>(column)]));
    }
    columns_.push_back(column);
  }
  for (const auto& [theirs, name] : unseen) {
    mistakes_.push_back(fmt::format("--map {}={}: the file has no column \"{}\"", theirs, name, theirs));
  }
  for (std::size_t i = 0; i < needed_columns; ++i) {
    if (std::ranges::find(columns_, static_cast<Column>(i)) != columns_.end()) continue;
    mistakes_.push_back(fmt::format("the column {} is missing; if it has another name, say --map THEIRS={}",
                                    column_names[i], column_names[i]));
  }
}

std::string_view OrderImport::value(const CsvRow& row, Column column) const {
  const auto found = std::ranges::find(columns_, column);
  return found == columns_.end() ? std::string_view()
                                 : trimmed(row.fields[static_cast<std::size_t>(found - columns_.begin())]);
}

void OrderImport::add_customer(const CsvRow& row, const NewEvent& order, ImportSlice& slice) const {
  boost::json::object traits;
  for (std::size_t i = first_trait; i < column_names.size(); ++i) {
    const auto trait = value(row, static_cast<Column>(i));
    if (!trait.empty()) traits[std::string(column_names[i])] = std::string(trait);
  }
  if (traits.empty()) return;
  NewEvent event = import_event("Customer Identified", order, traits);
  // The same words about the same customer are one event, in however many rows they stand.
  const Digest said = sha256(event.body);
  event.message_id =
      fmt::format("import:customer:{}:{}", *order.user_id, to_hex(bytes_of(said).substr(0, 12)));
  slice.events.push_back(std::move(event));
}

std::string OrderImport::read_row(const CsvRow& row, ImportSlice& slice) {
  if (row.fields.size() != columns_.size()) {
    return fmt::format("the row has {} fields, the header {}", row.fields.size(), columns_.size());
  }
  const std::string customer(value(row, Column::CustomerId)), order_id(value(row, Column::OrderId));
  if (customer.empty()) return "customer_id is empty";
  if (order_id.empty()) return "order_id is empty";
  if (customer.size() > most_id_bytes || order_id.size() > most_id_bytes)
    return "an id is longer than 256 bytes";
  const auto at = parse_import_time(value(row, Column::OrderedAt), settings_.zone);
  if (!at) return "ordered_at is no time such as 2026-01-31, 2026-01-31 09:00:00 or 2026-01-31T09:00:00Z";
  if (*at > now_ + clock_tolerance) return "ordered_at lies in the future";
  std::string currency = upper_ascii(value(row, Column::Currency));
  if (currency.empty()) currency = settings_.currency;
  if (!is_currency_code(currency)) return "currency must be a code of three letters such as EUR";
  const auto total = parse_amount(value(row, Column::Total), currency);
  if (!total || *total < 0) return "total must be a plain number such as 19.99";
  const auto amount = [&](Column column, std::int64_t& out) {
    const auto text = value(row, column);
    const auto parsed = text.empty() ? std::optional<std::int64_t>(0) : parse_amount(text, currency);
    out = parsed.value_or(0);
    return parsed && *parsed >= 0;
  };
  std::int64_t discount = 0, refunded = 0;
  if (!amount(Column::Discount, discount)) return "discount must be a plain number such as 5.00";
  if (!amount(Column::Refunded, refunded)) return "refunded must be an amount such as 19.99";
  const auto status_text = value(row, Column::Status);
  const Status status = status_of(status_text);
  if (status == Status::NotYet) return fmt::format("status \"{}\": this is no completed order", status_text);
  if (status == Status::Unknown) {
    return fmt::format("status \"{}\" is not known here; completed, cancelled and refunded are", status_text);
  }

  NewEvent order;
  order.message_id = "import:order:" + order_id;
  order.occurred_at = *at;
  order.source = EventSource::Import;
  order.user_id = customer;
  add_customer(row, order, slice);

  boost::json::object body;
  body["order_id"] = order_id;
  body["currency"] = currency;
  NewEvent completed = import_event("Order Completed", order, body);
  completed.body = with_amount(std::move(completed.body), "total", *total, currency);
  if (discount > 0) completed.body = with_amount(std::move(completed.body), "discount", discount, currency);
  if (const auto coupon = value(row, Column::Coupon); !coupon.empty()) {
    append_member(completed.body, "coupon",
                  boost::json::serialize(boost::json::string(coupon.data(), coupon.size())));
  }
  slice.events.push_back(std::move(completed));

  if (status == Status::Cancelled) {
    NewEvent cancelled = import_event("Order Cancelled", order, body);
    cancelled.message_id = "import:cancelled:" + order_id;
    slice.events.push_back(std::move(cancelled));
  } else if (status == Status::Refunded || refunded > 0) {
    NewEvent back = import_event("Order Refunded", order, body);
    back.message_id = "import:refunded:" + order_id;
    // Without an amount it is the whole order.
    if (refunded > 0) back.body = with_amount(std::move(back.body), "total", refunded, currency);
    slice.events.push_back(std::move(back));
  }
  return {};
}

bool OrderImport::next(ImportSlice& slice, std::size_t most_rows) {
  slice = {};
  if (!mistakes_.empty()) return false;
  CsvRow row;
  std::size_t refused_bytes = 0;
  while (slice.rows < most_rows && refused_bytes < most_refused_bytes) {
    if (!csv_.next(row)) return false;
    ++slice.rows;
    std::string reason = row.mistake.empty() ? read_row(row, slice) : row.mistake;
    if (!reason.empty()) {
      refused_bytes += row.text.size();
      std::vector<std::string> fields = row.mistake.empty() ? row.fields : std::vector{row.text};
      slice.refused.push_back({row.line, std::move(reason), row.text, std::move(fields)});
    }
  }
  return true;
}

}  // namespace lifecycled
