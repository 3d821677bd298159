#include "intake/export_lines.hpp"

#include <boost/json/serialize.hpp>

#include "base/money.hpp"
#include "intake/json_slices.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

// Amounts are texts in their currency's own decimals: no program makes a double of them.
class Line {
 public:
  Line& text(std::string_view key, std::string_view value) {
    return written(key, json::serialize(json::string(value.data(), value.size())));
  }
  Line& text_if(std::string_view key, const std::optional<std::string>& value) {
    return value && !value->empty() ? text(key, *value) : *this;
  }
  Line& moment(std::string_view key, Instant at) { return text(key, format_instant(at)); }
  Line& amount(std::string_view key, std::int64_t minor, std::string_view currency) {
    return text(key, format_amount(minor, currency));
  }
  Line& list(std::string_view key, const std::vector<std::string>& values) {
    if (values.empty()) return *this;
    return written(key, json::serialize(json::array(values.begin(), values.end())));
  }
  Line& written(std::string_view key, std::string_view value) {
    append_member(text_, key, value);
    return *this;
  }
  Line& who(const ExportedName& name) {
    return text_if("customer_id", name.user_id).text_if("anonymous_id", name.anonymous_id);
  }
  const std::string& done() const { return text_; }

 private:
  std::string text_ = "{}";
};

std::string_view status_word(OrderStatus status) {
  switch (status) {
    case OrderStatus::Placed:
      return "completed";
    case OrderStatus::Cancelled:
      return "cancelled";
    case OrderStatus::Refunded:
      return "refunded";
    case OrderStatus::PartlyRefunded:
      return "partially refunded";
  }
  return "completed";
}

std::string_view purpose_word(ConsentPurpose purpose) {
  switch (purpose) {
    case ConsentPurpose::Marketing:
      return "marketing";
    case ConsentPurpose::Transactional:
      return "transactional";
    case ConsentPurpose::Profiling:
      return "profiling";
    case ConsentPurpose::Campaign:
      return "campaign";
    case ConsentPurpose::Asked:
      return "asked";
  }
  return "marketing";
}

std::string products_of(const OrderRow& order) {
  std::string list;
  for (const OrderLine& product : order.lines) {
    Line line;
    line.text_if("product_id", product.product_id).text_if("name", product.name);
    line.written("quantity", std::to_string(product.quantity));
    if (product.price_minor) line.amount("price", *product.price_minor, order.currency);
    list += (list.empty() ? "" : ",") + line.done();
  }
  return "[" + list + "]";
}

}  // namespace

std::string export_line(const ExportedCustomer& customer) {
  const CustomerRow& row = customer.row;
  Line line;
  line.text_if("customer_id", customer.user_id).list("anonymous_ids", customer.anonymous_ids);
  line.moment("known_since", row.known_since);
  line.moment("updated_at", customer.traits_at.value_or(row.known_since));
  line.list("emails", customer.emails).list("phones", customer.phones);
  line.text_if("first_name", row.first_name).text_if("last_name", row.last_name);
  line.text_if("language", row.language).text_if("country", row.country).text_if("time_zone", row.time_zone);
  if (row.properties != "{}") line.written("properties", row.properties);
  return line.done();
}

std::string export_line(const ExportedOrder& order) {
  const OrderRow& row = order.row;
  Line line;
  line.who(order.buyer).text("order_id", row.key);
  line.moment("ordered_at", row.ordered_at).amount("total", row.total_minor, row.currency);
  line.text("currency", row.currency).text("status", status_word(row.status));
  if (row.refunded_minor > 0) line.amount("refunded", row.refunded_minor, row.currency);
  if (row.discount_minor > 0) line.amount("discount", row.discount_minor, row.currency);
  line.text_if("coupon", row.coupon);
  if (row.in_store) line.text("sales_channel", "store");
  if (!row.lines.empty()) line.written("products", products_of(row));
  return line.done();
}

std::string export_line(const ExportedConsent& consent) {
  const ConsentRow& row = consent.row;
  Line line;
  line.who(consent.who).moment("at", row.at).text("purpose", purpose_word(row.purpose));
  line.text("given", row.given ? "yes" : "no");
  if (row.purpose == ConsentPurpose::Campaign) {
    line.text("campaign", row.channel);
  } else {
    line.text("channel", row.channel).text("address", consent.address);
  }
  line.text("source", row.source).text_if("text", row.wording).text_if("language", row.language);
  line.text_if("ip", row.ip).text_if("by", row.actor).text_if("reason", row.reason);
  return line.done();
}

std::string export_line(const StoredEvent& event) {
  Line line;
  line.text("name", event.name).moment("occurred_at", event.occurred_at);
  line.text_if("customer_id", event.user_id).text_if("anonymous_id", event.anonymous_id);
  if (event.body != "{}") line.written("properties", event.body);
  return line.done();
}

}  // namespace lifecycled
