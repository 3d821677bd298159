#include "intake/consent_import.hpp"

#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "audience/address_form.hpp"
#include "base/crypto.hpp"
#include "base/ip_address.hpp"
#include "base/json_fields.hpp"
#include "base/text.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 14> column_names{"customer_id", "at",      "source",  "email", "phone",
                                                        "address",     "channel", "purpose", "given", "text",
                                                        "language",    "ip",      "by",      "reason"};
constexpr std::size_t needed_columns = 3;
constexpr std::size_t most_id_bytes = 256;
constexpr std::size_t most_text_bytes = 8'000;
constexpr std::size_t most_line_bytes = 1 << 20;
constexpr std::size_t most_refused_bytes = 4 << 20;
constexpr Milliseconds clock_tolerance{86'400'000};

bool is_json_lines(std::istream& in) {
  while (in.peek() == ' ' || in.peek() == '\n' || in.peek() == '\r') in.get();
  return in.peek() == '{';
}

std::optional<bool> is_yes(std::string_view text) {
  const std::string word = lower_ascii(text);
  const auto is_one_of = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
  };
  if (is_one_of({"", "yes", "true", "1", "given", "subscribed", "opt-in"})) return true;
  if (is_one_of({"no", "false", "0", "withdrawn", "unsubscribed", "opt-out"})) return false;
  return std::nullopt;
}

}  // namespace

ConsentImport::ConsentImport(std::istream& in, ConsentImportSettings settings, Instant now)
    : in_(in), settings_(std::move(settings)), now_(now), is_json_(is_json_lines(in)) {
  // It reads ahead, so that it is made only where it is the one who reads.
  if (!is_json_) csv_.emplace(in);
  const std::vector<std::string> all(column_names.begin(), column_names.end());
  for (const auto& [theirs, name] : settings_.map) {
    if (std::ranges::find(all, name) == all.end())
      mistakes_.push_back(fmt::format("--map {}={}: there is no column \"{}\" here; {}", theirs, name, name,
                                      did_you_mean(name, all)));
  }
  if (!is_json_) read_header();
}

std::string ConsentImport::ours(const std::string& theirs) const {
  const auto mapped = settings_.map.find(theirs);
  const std::string name = mapped == settings_.map.end() ? lower_ascii(theirs) : mapped->second;
  return std::ranges::find(column_names, name) == column_names.end() ? "" : name;
}

void ConsentImport::read_header() {
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
  for (const std::string& field : header.fields) {
    const std::string name(trimmed(field));
    const std::string column = ours(name);
    if (column.empty() && !name.empty()) unused_.push_back(name);
    if (!column.empty() && std::ranges::find(columns_, column) != columns_.end())
      mistakes_.push_back(fmt::format("two columns mean {}", column));
    columns_.push_back(column);
  }
  const auto has = [&](std::string_view name) { return std::ranges::find(columns_, name) != columns_.end(); };
  for (std::size_t i = 0; i < needed_columns; ++i) {
    if (has(column_names[i])) continue;
    mistakes_.push_back(fmt::format("the column {} is missing; if it has another name, say --map THEIRS={}",
                                    column_names[i], column_names[i]));
  }
  if (!has("email") && !has("phone") && !has("address"))
    mistakes_.emplace_back("a column email, phone or address is missing: a consent is for an address");
}

bool ConsentImport::read_json_line(Line& line) {
  while (std::getline(in_, line.text)) {
    bytes_ += line.text.size() + 1;
    line.number = ++line_;
    if (trimmed(line.text).empty()) continue;
    if (line.text.size() > most_line_bytes) {
      line.text = shortened(line.text, most_id_bytes);
      line.mistake = "the line is longer than 1 MB";
      return true;
    }
    boost::system::error_code error;
    const json::value value = json::parse(line.text, error);
    if (error || !value.is_object()) {
      line.mistake = "the line is no JSON object";
      return true;
    }
    for (const auto& [key, field] : value.get_object()) {
      const std::string column = ours(std::string(key));
      if (column.empty() || field.is_null()) continue;
      line.row[column] = std::string(trimmed(text_of(&field).value_or("")));
    }
    return true;
  }
  return false;
}

bool ConsentImport::read_line(Line& line) {
  line = {};
  if (is_json_) return read_json_line(line);
  CsvRow row;
  if (!csv_->next(row)) return false;
  line.number = row.line;
  line.text = row.text;
  line.mistake = row.mistake;
  if (!line.mistake.empty()) return true;
  line.fields = row.fields;
  if (row.fields.size() != columns_.size()) {
    line.mistake = fmt::format("the row has {} fields, the header {}", row.fields.size(), columns_.size());
    return true;
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!columns_[i].empty()) line.row[columns_[i]] = std::string(trimmed(row.fields[i]));
  }
  return true;
}

std::string ConsentImport::read_row(const Row& row, ImportSlice& slice) const {
  const auto value = [&](const std::string& name) {
    const auto found = row.find(name);
    return found == row.end() ? std::string() : found->second;
  };
  const std::string customer = value("customer_id"), source = value("source");
  if (customer.empty()) return "customer_id is empty";
  if (customer.size() > most_id_bytes) return "an id is longer than 256 bytes";
  if (source.empty()) return "source is empty: how was it said?";
  const auto at = parse_import_time(value("at"), settings_.zone);
  if (!at) return "at is no time such as 2026-01-31, 2026-01-31 09:00:00 or 2026-01-31T09:00:00Z";
  if (*at > now_ + clock_tolerance) return "at lies in the future";
  const auto given = is_yes(value("given"));
  if (!given) return fmt::format("given \"{}\": write yes or no", value("given"));
  std::string channel = value("channel");
  if (channel.empty() && !value("email").empty()) channel = "email";
  if (channel.empty()) return "channel is empty: which one was agreed to?";
  const auto known = settings_.channels.find(channel);
  if (known == settings_.channels.end()) return fmt::format("there is no channel \"{}\" here", channel);
  const std::string& kind = known->second;
  const std::string named = value(kind);
  const std::string address = named.empty() ? value("address") : named;
  if (address.empty()) return fmt::format("the {} is missing: a consent is for an address", kind);
  if (!normal_address(kind, address)) return fmt::format("\"{}\" is no {}", address, kind);
  const std::string purpose = value("purpose").empty() ? "marketing" : lower_ascii(value("purpose"));
  if (purpose != "marketing" && purpose != "transactional" && purpose != "profiling")
    return fmt::format("purpose \"{}\": marketing, transactional and profiling are known", value("purpose"));

  json::object body{{"channel", channel}, {"purpose", purpose}, {kind, address}, {"source", source}};
  for (const char* const key : {"text", "language", "ip", "by", "reason"}) {
    const std::string text = value(key);
    if (text.size() > most_text_bytes) return fmt::format("{} is longer than {} bytes", key, most_text_bytes);
    if (text.empty()) continue;
    if (key == std::string_view("ip") && !IpAddress::parse(text))
      return fmt::format("ip \"{}\" is no IP address; leave it empty where it is not known", text);
    body[key] = text;
  }
  NewEvent event;
  event.name = *given ? "Consent Given" : "Consent Withdrawn";
  event.occurred_at = *at;
  event.source = EventSource::Import;
  event.user_id = customer;
  event.body = json::serialize(body);
  const Digest said = sha256(fmt::format("{} {} {} {}", event.name, to_ms(*at), customer, event.body));
  event.message_id = "import:consent:" + to_hex(bytes_of(said).substr(0, 12));
  slice.events.push_back(std::move(event));
  return {};
}

bool ConsentImport::next(ImportSlice& slice, std::size_t most_rows) {
  slice = {};
  if (!mistakes_.empty()) return false;
  std::size_t refused_bytes = 0;
  for (Line line; slice.rows < most_rows && refused_bytes < most_refused_bytes;) {
    if (!read_line(line)) return false;
    ++slice.rows;
    std::string reason = line.mistake.empty() ? read_row(line.row, slice) : line.mistake;
    if (reason.empty()) continue;
    refused_bytes += line.text.size();
    if (line.fields.empty()) line.fields = {line.text};
    slice.refused.push_back({line.number, std::move(reason), line.text, std::move(line.fields)});
  }
  return true;
}

}  // namespace lifecycled
