#include "cli/customer_dossier.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/money.hpp"
#include "channel/receipt.hpp"
#include "liquid/text.hpp"
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

constexpr std::string_view head =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'\">\n"
    "<title>What is known of you</title>\n<style>\n"
    ":root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }\n"
    "body { margin: 0 auto; padding: 1rem; max-width: 75rem }\n"
    "div { overflow-x: auto }\n"
    "table { border-collapse: collapse; font-size: .9rem }\n"
    "th, td { border: 1px solid #8886; padding: .3rem .6rem; text-align: left; vertical-align: top }\n"
    "pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; max-width: 40rem }\n"
    "</style></head><body>\n";

std::string cell_of(const json::value& value) {
  if (value.is_null()) return "";
  if (value.is_bool()) return value.as_bool() ? "yes" : "no";
  if (value.is_object() || value.is_array()) {
    std::string out;
    if (const auto* object = value.if_object()) {
      for (const auto& [name, field] : *object) {
        const std::string text = field.is_string() ? std::string(field.as_string()) : json::serialize(field);
        if (text.empty() || text == "{}") continue;
        out += fmt::format("{}: {}\n", std::string_view(name), text);
      }
    } else {
      out = json::serialize(value);
    }
    return out.empty() ? "" : "<pre>" + liquid::escaped(out) + "</pre>";
  }
  return liquid::escaped(text_of(&value).value_or(""));
}

// "no_longer_written_to_since" -> "no longer written to since"
std::string words_of(std::string_view name) {
  std::string out(name);
  for (char& c : out) c = c == '_' ? ' ' : c;
  return out;
}

// One row is a person's own sheet; many are a list.
std::string table_of(const ExportSection& section, const json::array& rows) {
  std::string out = "<div><table>\n";
  if (rows.size() == 1) {
    for (const auto& [name, value] : rows.front().as_object()) {
      if (value.is_null()) continue;
      out += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", words_of(name), cell_of(value));
    }
  } else {
    out += "<thead><tr>";
    for (const ExportColumn& column : section.columns)
      out += fmt::format("<th scope=\"col\">{}</th>", words_of(column.name));
    out += "</tr></thead>\n";
    for (const json::value& row : rows) {
      out += "<tr>";
      for (const auto& [name, value] : row.as_object()) out += "<td>" + cell_of(value) + "</td>";
      out += "</tr>\n";
    }
  }
  return out + "</table></div>\n";
}

}  // namespace

json::object customer_dossier(Database& database, CustomerId customer, const ShopSettings& shop,
                              Instant now) {
  json::object sections;
  for (const ExportSection& section : export_sections())
    sections[section.name] = rows_of(database, section, customer, shop.currency);
  return {{"exported_at", format_instant(now)}, {"shop", shop.name}, {"sections", std::move(sections)}};
}

std::string dossier_html(const json::object& dossier) {
  const json::value all(dossier);
  const std::string shop = liquid::escaped(text_at(all, "shop").value_or(""));
  std::string out(head);
  out += fmt::format("<h1>What {} knows of you</h1>\n<p>As of {} (UTC, as are all times here).</p>\n", shop,
                     liquid::escaped(text_at(all, "exported_at").value_or("")));
  std::string nothing;
  for (const ExportSection& section : export_sections()) {
    const json::array& rows = dossier.at("sections").at(section.name).as_array();
    if (rows.empty()) {
      nothing += fmt::format("{}{}", nothing.empty() ? "" : "; ", section.title);
      continue;
    }
    out += fmt::format("<h2>{}</h2>\n{}", section.title, table_of(section, rows));
  }
  if (!nothing.empty()) out += fmt::format("<h2>Nothing is kept about</h2>\n<p>{}</p>\n", nothing);
  return out + "</body></html>\n";
}

}  // namespace lifecycled
