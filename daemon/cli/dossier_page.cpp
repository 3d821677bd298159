#include "cli/dossier_page.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "liquid/text.hpp"
#include "message/html_text.hpp"
#include "message/language.hpp"
#include "store/customer_export.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

constexpr std::string_view style =
    ":root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }\n"
    "body { margin: 0 auto; padding: 1rem; max-width: 75rem; overflow-wrap: anywhere }\n"
    "div { overflow-x: auto }\n"
    "table { border-collapse: collapse; font-size: .9rem }\n"
    "th, td { border: 1px solid #8886; padding: .3rem .6rem; text-align: start; vertical-align: top;"
    " overflow-wrap: normal }\n"
    "dl, ul { margin: 0; padding: 0; list-style: none; max-width: 40rem; overflow-wrap: anywhere }\n"
    "dt { font-weight: 600 }\n"
    "dd { margin: 0 0 .3rem; white-space: pre-line }\n"
    "dd > dl, dd > ul { padding-inline-start: 1rem }\n"
    "li + li { margin-top: .5rem }\n";

// Columns whose values are words of ours and not the shop's or the customer's.
constexpr std::array<std::string_view, 10> worded_columns{
    "stage_of_buying", "kind", "purpose", "status", "state", "what", "is", "from", "ended_because", "link"};
// "2026-01-31T09:00:00.000Z", as moments of the dossier are written.
constexpr std::size_t moment_size = 24, seconds_size = 19;

// English words in the reader's language.
class Words {
 public:
  explicit Words(std::string_view wanted) {
    const auto lines = split(dossier_words(), '\n');
    const auto languages = split(lines.front(), '\t');
    std::size_t column = 0;
    for (const std::string& tag : language_fallbacks(wanted)) {
      const auto found = std::ranges::find(languages, tag);
      if (found == languages.end()) continue;
      column = static_cast<std::size_t>(found - languages.begin());
      break;
    }
    language = languages[column];
    for (const std::string_view line : lines) {
      const auto words = split(line, '\t');
      if (words.size() == languages.size()) words_.emplace(words[0], words[column]);
    }
  }

  // Escaped; as it is where it is no word of ours.
  std::string operator()(std::string_view english) const {
    const auto found = words_.find(std::string(english));
    return liquid::escaped(found == words_.end() ? std::string(english) : found->second);
  }
  // "no_longer_written_to_since"
  std::string name(std::string_view column) const {
    std::string words(column);
    std::ranges::replace(words, '_', ' ');
    return (*this)(words);
  }
  bool is_shipped(std::string_view wanted) const {
    return std::ranges::any_of(language_fallbacks(wanted), [&](const auto& tag) { return tag == language; });
  }

  std::string language;

 private:
  std::map<std::string, std::string, std::less<>> words_;
};

// With names that are ours, or with the shop's own as they are.
std::string tree_of(const json::value& value, const Words& words, bool is_ours);

std::string leaf_of(const json::value& value, const Words& words) {
  if (value.is_null()) return "";
  if (value.is_bool()) return words(value.as_bool() ? "yes" : "no");
  return liquid::escaped(text_of(&value).value_or(""));
}

bool is_empty(const json::value& value) {
  if (const auto* object = value.if_object()) return object->empty();
  if (const auto* array = value.if_array()) return array->empty();
  return value.is_null() || (value.is_string() && value.as_string().empty());
}

std::string tree_of(const json::value& value, const Words& words, bool is_ours) {
  if (const auto* array = value.if_array()) {
    std::string out = "<ul>";
    for (const json::value& one : *array) out += "<li>" + tree_of(one, words, is_ours) + "</li>";
    return out + "</ul>";
  }
  const auto* object = value.if_object();
  if (!object) return leaf_of(value, words);
  std::string out = "<dl>";
  for (const auto& [key, one] : *object) {
    if (is_empty(one)) continue;
    const std::string name = is_ours ? words.name(key) : liquid::escaped(std::string(key));
    out += fmt::format("<dt>{}</dt><dd>{}</dd>", name, tree_of(one, words, is_ours));
  }
  return out + "</dl>";
}

// What a person read of a message: its fields, and of a mail's HTML the text, unless the mail has one.
json::value readable_content(const json::value& content) {
  const auto* told = content.if_object();
  const auto* fields = told ? member(*told, "fields") : nullptr;
  if (!fields || !fields->is_object()) return content;
  json::object out;
  for (const auto& [name, text] : fields->get_object()) {
    if (name != "html") out[name] = text;
  }
  const auto html = text_at(content, "fields.html");
  if (html && text_at(content, "fields.text").value_or("").empty())
    out["text"] = text_from_html(*html, text_at(content, "language").value_or(""));
  if (const auto* values = member(*told, "values"); values && values->is_object()) {
    for (const auto& [name, value] : values->get_object()) out[name] = value;
  }
  return out;
}

std::string moment_of(const json::value& value) {
  std::string text = text_of(&value).value_or("");
  if (text.size() == moment_size) {
    text.resize(seconds_size);
    text[10] = ' ';
  }
  return liquid::escaped(text);
}

std::string cell_of(const ExportColumn& column, const json::value& value, const Words& words) {
  if (is_empty(value)) return "";
  switch (column.form) {
    case ExportForm::Content:
      return tree_of(readable_content(value), words, true);
    case ExportForm::Json:
      return tree_of(value, words, false);
    case ExportForm::Moment:
      return moment_of(value);
    case ExportForm::Text:
    case ExportForm::Number:
    case ExportForm::Amount:
    case ExportForm::YesNo:
    case ExportForm::JourneyEnd:
    case ExportForm::StepResult:
    case ExportForm::DeliveryState:
    case ExportForm::ReceiptKind:
      break;
  }
  const bool is_worded = std::ranges::find(worded_columns, column.name) != worded_columns.end();
  if (is_worded && value.is_string()) return words(std::string_view(value.as_string()));
  return leaf_of(value, words);
}

// One row is a person's own sheet; many are a list.
std::string table_of(const ExportSection& section, const json::array& rows, const Words& words) {
  std::string out = "<div><table>\n";
  if (rows.size() == 1) {
    const json::object& row = rows.front().as_object();
    for (const ExportColumn& column : section.columns) {
      const std::string cell = cell_of(column, row.at(column.name), words);
      if (cell.empty()) continue;
      out += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", words.name(column.name), cell);
    }
  } else {
    out += "<thead><tr>";
    for (const ExportColumn& column : section.columns)
      out += fmt::format("<th scope=\"col\">{}</th>", words.name(column.name));
    out += "</tr></thead>\n";
    for (const json::value& row : rows) {
      out += "<tr>";
      for (const ExportColumn& column : section.columns)
        out += "<td>" + cell_of(column, row.as_object().at(column.name), words) + "</td>";
      out += "</tr>\n";
    }
  }
  return out + "</table></div>\n";
}

std::string customer_language(const json::object& dossier) {
  const json::array& customer = dossier.at("sections").at("customer").as_array();
  return customer.empty() ? "" : text_at(customer.front(), "language").value_or("");
}

}  // namespace

std::string dossier_page(const json::object& dossier, std::string_view shop_language) {
  Words words(customer_language(dossier));
  if (!words.is_shipped(customer_language(dossier))) words = Words(shop_language);
  const auto sentence = [&](std::string_view english, const std::string& what) {
    const std::string text = words(english);
    const auto hole = text.find("{}");
    return text.substr(0, hole) + what + text.substr(hole + 2);
  };
  const std::string title =
      sentence("What {} knows of you", liquid::escaped(text_at(dossier, "shop").value_or("")));
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n<title>{}</title>\n<style>\n{}</style></head><body>\n<h1>{}</h1>\n<p>{}</p>\n",
      words.language, title, style, title,
      sentence("As of {} (UTC, as are all times here).", moment_of(dossier.at("exported_at"))));
  std::string nothing;
  for (const ExportSection& section : export_sections()) {
    const json::array& rows = dossier.at("sections").at(section.name).as_array();
    if (rows.empty()) {
      nothing += (nothing.empty() ? "" : "; ") + words(section.title);
      continue;
    }
    out += fmt::format("<h2>{}</h2>\n{}", words(section.title), table_of(section, rows, words));
  }
  if (!nothing.empty())
    out += fmt::format("<h2>{}</h2>\n<p>{}</p>\n", words("Nothing is kept about"), nothing);
  return out + "</body></html>\n";
}

}  // namespace lifecycled
