#include "cli/customer_dossier.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/money.hpp"
#include "channel/receipt.hpp"
#include "store/contents.hpp"
#include "store/customer_export.hpp"
#include "store/deliveries.hpp"
#include "store/journeys.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

json::value parsed(const std::string& text) {
  boost::system::error_code error;
  json::value value = json::parse(text, error);
  return error ? json::value(text) : value;
}

// What was sent, with its fields; once its keeping time has passed only that it was.
json::value content_of(const std::string& packed) {
  try {
    return parsed(unpack_content(packed));
  } catch (const std::runtime_error&) {
    return "cannot be read any more";
  }
}

json::value value_of(const ExportValue& value, ExportForm form, std::string_view currency) {
  if (value.is_null) return nullptr;
  switch (form) {
    case ExportForm::Text:
      return json::value(value.text);
    case ExportForm::Number:
      return value.number;
    case ExportForm::Moment:
      return json::value(format_instant(from_ms(value.number)));
    case ExportForm::Amount:
      return json::value(fmt::format("{} {}", format_amount(value.number, currency), currency));
    case ExportForm::YesNo:
      return value.number != 0;
    case ExportForm::Json:
      return parsed(value.text);
    case ExportForm::Content:
      return content_of(value.text);
    case ExportForm::JourneyEnd:
      return json::value(to_text(static_cast<JourneyEnd>(value.number)));
    case ExportForm::StepResult:
      return json::value(to_text(static_cast<StepResult>(value.number)));
    case ExportForm::DeliveryState:
      return json::value(to_text(static_cast<DeliveryState>(value.number)));
    case ExportForm::ReceiptKind: {
      const auto kind = receipt_kind_from_number(static_cast<std::int32_t>(value.number));
      return kind ? json::value(to_text(*kind)) : json::value(value.number);
    }
  }
  return nullptr;
}

json::array rows_of(Database& database, const ExportSection& section, CustomerId customer,
                    const std::string& shop_currency) {
  json::array rows;
  each_export_row(database, section, customer, [&](const std::vector<ExportValue>& values) {
    std::string currency = shop_currency;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::string_view(section.columns[i].name) == "currency" && !values[i].is_null)
        currency = values[i].text;
    }
    json::object row;
    for (std::size_t i = 0; i < values.size(); ++i)
      row[section.columns[i].name] = value_of(values[i], section.columns[i].form, currency);
    rows.push_back(std::move(row));
  });
  return rows;
}

}  // namespace

json::object customer_dossier(Database& database, CustomerId customer, const ShopSettings& shop,
                              Instant now) {
  json::object sections;
  for (const ExportSection& section : export_sections())
    sections[section.name] = rows_of(database, section, customer, shop.currency);
  return {{"exported_at", format_instant(now)}, {"shop", shop.name}, {"sections", std::move(sections)}};
}

}  // namespace lifecycled
