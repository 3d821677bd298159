#include "intake/import_rows.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "intake/json_slices.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

constexpr std::size_t most_line_bytes = 1 << 20;
constexpr std::size_t kept_of_a_long_line = 256;

bool is_json_lines(std::istream& in) {
  while (in.peek() == ' ' || in.peek() == '\n' || in.peek() == '\r') in.get();
  return in.peek() == '{';
}

// In the row's own writing, so that 19.90 keeps its cents and a long id its digits; 1e3 is a number, too.
std::optional<std::string> plain_text(const json::value& value, std::string_view line, std::string_view key) {
  if (!value.is_double() && !value.is_uint64()) return text_of(&value);
  const std::string_view written = json_member(line, key);
  if (written.empty() || written.find_first_of("eE") != std::string_view::npos) return text_of(&value);
  return std::string(written);
}

}  // namespace

const std::string& ImportRow::value(const std::string& column) const {
  static const std::string nothing;
  const auto found = values.find(column);
  return found == values.end() ? nothing : found->second;
}

std::string_view ImportRow::json_of(std::string_view column) const {
  const auto found = std::ranges::find(json, column, &std::pair<std::string, std::string>::first);
  return found == json.end() ? std::string_view() : std::string_view(found->second);
}

ImportRows::ImportRows(std::istream& in, ImportColumns columns, std::map<std::string, std::string> map)
    : in_(in), names_(std::move(columns)), map_(std::move(map)), is_json_(is_json_lines(in)) {
  // It reads ahead, so that it is made only where it is the one who reads.
  if (!is_json_) csv_.emplace(in);
  const std::vector<std::string> all(names_.names.begin(), names_.names.end());
  for (const auto& [theirs, name] : map_) {
    if (std::ranges::find(all, name) != all.end()) continue;
    mistakes_.push_back(fmt::format("--map {}={}: there is no column \"{}\" here; {}", theirs, name, name,
                                    did_you_mean(name, all)));
  }
  if (!is_json_) read_header();
}

std::string ImportRows::ours(const std::string& theirs) const {
  const auto mapped = map_.find(theirs);
  const std::string name = mapped == map_.end() ? lower_ascii(theirs) : mapped->second;
  return std::ranges::find(names_.names, name) == names_.names.end() ? "" : name;
}

bool ImportRows::has_column(std::string_view ours) const {
  return std::ranges::find(columns_, ours) != columns_.end();
}

void ImportRows::read_header() {
  CsvRow header;
  if (!csv_->next(header)) {
    mistakes_.emplace_back("the file is empty; its first line must name the columns");
    return;
  }
  if (!header.mistake.empty()) {
    mistakes_.push_back(fmt::format("line {}: {}", header.line, header.mistake));
    return;
  }
  header_ = header.fields;
  std::map<std::string, std::string> unseen = map_;
  for (const std::string& field : header.fields) {
    const std::string name(trimmed(field));
    unseen.erase(name);
    const std::string column = ours(name);
    if (column.empty() && !name.empty() && !names_.takes_others) unused_.push_back(name);
    if (!column.empty() && has_column(column))
      mistakes_.push_back(fmt::format("two columns mean {}", column));
    columns_.push_back(column);
    theirs_.push_back(name);
  }
  for (const auto& [theirs, name] : unseen)
    mistakes_.push_back(fmt::format("--map {}={}: the file has no column \"{}\"", theirs, name, theirs));
  for (std::size_t i = 0; i < names_.needed; ++i) {
    if (has_column(names_.names[i])) continue;
    mistakes_.push_back(fmt::format("the column {} is missing; if it has another name, say --map THEIRS={}",
                                    names_.names[i], names_.names[i]));
  }
}

// A line that is longer than any row can be is read on to its end and not kept.
bool ImportRows::next_line(ImportRow& row) {
  int c = in_.get();
  if (c == std::istream::traits_type::eof()) return false;
  row.line = ++line_;
  std::uint64_t length = 0;
  for (; c != std::istream::traits_type::eof() && c != '\n'; c = in_.get()) {
    if (++length <= most_line_bytes) row.text += static_cast<char>(c);
  }
  bytes_ += length + (c == '\n' ? 1 : 0);
  if (length > most_line_bytes) {
    row.text = shortened(row.text, kept_of_a_long_line);
    row.mistake = "the line is longer than 1 MB";
  }
  return true;
}

void ImportRows::read_json(ImportRow& row) const {
  std::string mistake;
  const auto value = parse_json(row.text, mistake);
  if (!value || !value->is_object()) {
    row.mistake = "the line is no JSON object";
    return;
  }
  if (has_nul_escape(row.text)) {
    row.mistake = "the line holds a NUL character";
    return;
  }
  for (const auto& [key, field] : value->get_object()) {
    const std::string theirs(key), column = ours(theirs);
    if (field.is_null() || (column.empty() && !names_.takes_others)) continue;
    if (!column.empty() && !field.is_array() && !field.is_object()) {
      row.values[column] = std::string(trimmed(plain_text(field, row.text, theirs).value_or("")));
      continue;
    }
    const std::string_view written = json_member(row.text, theirs);
    row.json.emplace_back(column.empty() ? theirs : column,
                          written.empty() ? json::serialize(field) : std::string(written));
  }
}

void ImportRows::read_csv(ImportRow& row) const {
  if (row.fields.size() != columns_.size()) {
    row.mistake = fmt::format("the row has {} fields, the header {}", row.fields.size(), columns_.size());
    return;
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::string text(trimmed(row.fields[i]));
    if (text.empty()) continue;
    if (!columns_[i].empty()) {
      row.values[columns_[i]] = std::move(text);
    } else if (names_.takes_others && !theirs_[i].empty()) {
      row.json.emplace_back(theirs_[i], json::serialize(json::string(text.data(), text.size())));
    }
  }
}

bool ImportRows::next(ImportRow& row) {
  row = {};
  if (is_json_) {
    do {
      row = {};
      if (!next_line(row)) return false;
    } while (trimmed(row.text).empty());
    if (row.mistake.empty()) read_json(row);
    return true;
  }
  CsvRow csv;
  if (!csv_->next(csv)) return false;
  row.line = csv.line;
  row.text = std::move(csv.text);
  row.mistake = std::move(csv.mistake);
  if (!row.mistake.empty()) return true;
  row.fields = std::move(csv.fields);
  read_csv(row);
  return true;
}

}  // namespace lifecycled
