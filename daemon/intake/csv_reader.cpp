#include "intake/csv_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t block_size = 64 * 1024;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_line_end(int c) { return c == '\n' || c == '\r'; }

}  // namespace

CsvReader::CsvReader(std::istream& in, char separator) : CsvReader(in, separator, Limits()) {}

CsvReader::CsvReader(std::istream& in, char separator, Limits limits)
    : in_(in), separator_(separator), limits_(limits) {
  fill();
  if (block_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
  bytes_ = at_;
  if (separator_ == 0) guess_separator();
}

bool CsvReader::fill() {
  if (at_ < block_.size()) return true;
  block_.resize(block_size);
  in_.read(block_.data(), static_cast<std::streamsize>(block_size));
  block_.resize(static_cast<std::size_t>(std::max<std::streamsize>(in_.gcount(), 0)));
  at_ = 0;
  return !block_.empty();
}

int CsvReader::look() { return fill() ? static_cast<unsigned char>(block_[at_]) : end_of_file; }

int CsvReader::take() {
  const int c = look();
  if (c == end_of_file) return c;
  ++at_;
  ++bytes_;
  if (c == '\n') ++line_;
  return c;
}

void CsvReader::guess_separator() {
  separator_ = ',';
  const auto first = std::string_view(block_).substr(at_, block_.find_first_of("\r\n", at_) - at_);
  std::ptrdiff_t most = std::ranges::count(first, ',');
  for (const char candidate : {';', '\t'}) {
    if (const auto count = std::ranges::count(first, candidate); count > most) {
      most = count;
      separator_ = candidate;
    }
  }
}

void CsvReader::fail(CsvRow& row, std::string mistake) {
  if (row.mistake.empty()) row.mistake = std::move(mistake);
}

void CsvReader::skip_line(CsvRow& row) {
  while (look() != end_of_file && !is_line_end(look())) {
    const int c = take();
    if (row.text.size() < limits_.most_row_bytes) row.text += static_cast<char>(c);
  }
}

// After the opening quote, up to and with the closing one. A doubled quote stands for one.
void CsvReader::read_quoted(CsvRow& row, std::string& field) {
  for (;;) {
    const int c = take();
    if (c == end_of_file) {
      return fail(row, fmt::format("the quote that opens in line {} is never closed", row.line));
    }
    row.text += static_cast<char>(c);
    if (c == '"') {
      if (look() != '"') return;
      row.text += static_cast<char>(take());
    }
    field += static_cast<char>(c);
    if (field.size() > limits_.most_field_bytes || row.text.size() > limits_.most_row_bytes) {
      return fail(row, "a field is too long; is a quote not closed?");
    }
  }
}

void CsvReader::read_row(CsvRow& row) {
  for (;;) {
    std::string& field = row.fields.emplace_back();
    if (look() == '"') {
      row.text += static_cast<char>(take());
      read_quoted(row, field);
      if (!row.mistake.empty()) return;
      if (look() != separator_ && look() != end_of_file && !is_line_end(look())) {
        return fail(row, "there is text behind a closing quote");
      }
    }
    while (look() != separator_ && look() != end_of_file && !is_line_end(look())) {
      const int c = take();
      row.text += static_cast<char>(c);
      field += static_cast<char>(c);
      if (c == '"') return fail(row, "a quote inside a field that does not begin with one");
      if (field.size() > limits_.most_field_bytes) return fail(row, "a field is too long");
    }
    if (look() != separator_) return;
    row.text += static_cast<char>(take());
    if (row.fields.size() == limits_.most_fields) return fail(row, "the row has too many fields");
    if (row.text.size() > limits_.most_row_bytes) return fail(row, "the row is too long");
  }
}

bool CsvReader::next(CsvRow& row) {
  while (is_line_end(look())) take();
  row.line = line_;
  row.fields.clear();
  row.text.clear();
  row.mistake.clear();
  if (look() == end_of_file) return false;
  read_row(row);
  if (!row.mistake.empty()) skip_line(row);
  if (row.mistake.empty() && !is_utf8(row.text)) row.mistake = "the row is not UTF-8 text";
  if (row.mistake.empty() && row.text.find('\0') != std::string::npos)
    row.mistake = "the row holds a NUL character";
  return true;
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) {
    if (&field != &fields.front()) line += ',';
    if (field.find_first_of(",;\t\"\r\n") == std::string::npos) {
      line += field;
      continue;
    }
    line += '"';
    for (const char c : field) line.append(c == '"' ? 2 : 1, c);
    line += '"';
  }
  line += "\r\n";
  return line;
}

}  // namespace lifecycled
