#include "intake/file_import.hpp"

#include <boost/json/serialize.hpp>

#include "intake/json_slices.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_id_bytes = 256;
// Refused rows are kept whole, since one open quote can swallow good rows; a slice full of them ends early.
constexpr std::size_t most_refused_bytes = 4 << 20;
// Of rows that bring much, fewer are read at once.
constexpr std::size_t most_event_bytes = 4 << 20;

}  // namespace

bool FileImport::next(ImportSlice& slice, std::size_t most_rows) {
  slice = {};
  if (!mistakes().empty()) return false;
  std::size_t refused_bytes = 0, event_bytes = 0;
  for (ImportRow row;
       slice.rows < most_rows && refused_bytes < most_refused_bytes && event_bytes < most_event_bytes;) {
    if (!rows_.next(row)) return false;
    ++slice.rows;
    std::string reason = row.mistake.empty() ? read_row(row, slice.events) : row.mistake;
    if (reason.empty()) {
      event_bytes += row.text.size();
      continue;
    }
    refused_bytes += row.text.size();
    const bool is_whole = rows_.is_json() || row.fields.empty();
    slice.refused.push_back(
        {row.line, std::move(reason), row.text, is_whole ? std::vector{row.text} : std::move(row.fields)});
  }
  return true;
}

std::string event_of_row(const ImportRow& row, NewEvent& event) {
  const std::string &customer = row.value("customer_id"), &visitor = row.value("anonymous_id");
  if (customer.empty() && visitor.empty()) return "customer_id is empty";
  if (customer.size() > most_id_bytes || visitor.size() > most_id_bytes)
    return "an id is longer than 256 bytes";
  event.source = EventSource::Import;
  if (!customer.empty()) event.user_id = customer;
  if (!visitor.empty()) event.anonymous_id = visitor;
  return {};
}

void append_text(std::string& object, std::string_view key, std::string_view text) {
  append_member(object, key, boost::json::serialize(boost::json::string(text.data(), text.size())));
}

}  // namespace lifecycled
