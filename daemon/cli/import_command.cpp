#include "cli/import_command.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "cli/import_progress.hpp"
#include "intake/consent_import.hpp"
#include "intake/customer_import.hpp"
#include "intake/event_import.hpp"
#include "intake/order_import.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

constexpr std::size_t rows_at_once = 500;
constexpr std::size_t events_at_once = 1'000;  // a row of a customer may bring many

json::value event_json(const NewEvent& event) {
  json::object out{{"message_id", event.message_id},
                   {"name", event.name},
                   {"occurred_at", format_instant(event.occurred_at)},
                   {"body", event.body}};
  if (event.user_id) out["user_id"] = *event.user_id;
  if (event.anonymous_id) out["anonymous_id"] = *event.anonymous_id;
  return out;
}

// The daemon's reactor works beside the import; figures come after all of it has been taken in.
void recompute_when_taken_in(Operator& desk, bool starts_journeys) {
  for (int tries = 0; tries < 3000; ++tries) {
    const auto answer = desk.ask("recompute", json::object{{"start_journeys", starts_journeys}});
    const auto lag = number_at(answer, "lag");
    if (!lag || *lag == 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
}

struct Source {
  std::ifstream file;
  std::uint64_t size = 0;
  std::istream* in = &std::cin;
};

Source open_source(const std::string& name) {
  Source source;
  if (name == "-") return source;
  source.file.open(name, std::ios::binary);
  std::error_code error;
  source.size = std::filesystem::file_size(name, error);
  if (!source.file || error) throw CommandError(fmt::format("{}: cannot be read", name));
  source.in = nullptr;
  return source;
}

// The file's own columns stand behind ours, so that a corrected row can be imported as it stands.
std::string reject_line(std::string line, std::string reason, const std::vector<std::string>& row) {
  std::vector<std::string> fields{std::move(line), std::move(reason)};
  fields.insert(fields.end(), row.begin(), row.end());
  return csv_line(fields);
}

void insist_on_header(const ImportRequest& request, const FileImport& import) {
  if (!import.mistakes().empty()) {
    std::string text;
    for (const std::string& mistake : import.mistakes())
      text += fmt::format("{}: {}\n", request.file, mistake);
    throw CommandError(text + "nothing was imported");
  }
  for (const std::string& column : import.unused_columns()) {
    std::fputs(fmt::format("{}: the column \"{}\" is not used; --map {}=OURS says what it means\n",
                           request.file, column, column)
                   .c_str(),
               stderr);
  }
}

// The rows that were refused, with their reasons: in a file, or of a trial the first of them in the answer.
class Rejects {
 public:
  Rejects(const ImportRequest& request, std::vector<std::string> header)
      : is_trial_(request.is_trial),
        header_(std::move(header)),
        name_(!request.reject_file.empty() ? request.reject_file
              : request.file == "-"        ? request.kind + ".rejected"
                                           : request.file + ".rejected") {}

  void add(const RefusedRow& row) {
    ++count_;
    if (is_trial_) {
      if (told_.size() < most_told) told_.push_back(json::object{{"line", row.line}, {"reason", row.reason}});
      return;
    }
    if (count_ == 1) {
      file_.open(name_, std::ios::binary | std::ios::trunc);
      file_ << reject_line("refused_line", "refused_because", header_);
    }
    file_ << reject_line(std::to_string(row.line), row.reason, row.fields);
  }
  // Remembered, so that whoever is erased later goes out of it, too.
  void finish(Operator& desk, json::object& result) {
    result["refused"] = count_;
    if (is_trial_) {
      result["refusals"] = std::move(told_);
    } else if (count_ > 0) {
      desk.ask("note_reject_file", json::object{{"path", std::filesystem::absolute(name_).string()}});
      if (!file_.flush()) throw CommandError(fmt::format("{}: cannot be written", name_));
      result["reject_file"] = name_;
    }
  }

 private:
  static constexpr std::size_t most_told = 20;
  bool is_trial_;
  std::vector<std::string> header_;
  std::string name_;
  std::ofstream file_;
  json::array told_;
  std::uint64_t count_ = 0;
};

// What was read of a file, slice by slice, goes into the log; what was refused, into the reject file. A slice
// that is in the log is there for ever, so that whoever is killed begins anew and is soon where it was.
json::object bring_in(Operator& desk, const ImportRequest& request, FileImport& import, std::uint64_t size) {
  insist_on_header(request, import);
  Rejects rejects(request, import.header());
  std::uint64_t rows = 0, events = 0, added = 0;
  double seconds = 0;
  {
    ImportProgress progress(request.show_progress, size);
    for (bool more = true; more;) {
      ImportSlice slice;
      more = import.next(slice, rows_at_once);
      rows += slice.rows;
      for (const RefusedRow& row : slice.refused) rejects.add(row);
      if (request.is_trial) events += slice.events.size();
      for (std::size_t from = 0; from < slice.events.size() && !request.is_trial;) {
        json::array list;
        for (; from < slice.events.size() && list.size() < events_at_once; ++from)
          list.push_back(event_json(slice.events[from]));
        const auto answer = desk.ask(
            "append", json::object{{"events", std::move(list)}, {"start_journeys", request.starts_journeys}});
        events += static_cast<std::uint64_t>(number_at(answer, "events").value_or(0));
        added += static_cast<std::uint64_t>(number_at(answer, "added").value_or(0));
      }
      progress.show(import.bytes_read(), rows);
    }
    seconds = progress.seconds();
  }
  json::object result{{"rows", rows}, {"events", events}};
  if (request.is_trial) {
    result["trial"] = true;
  } else {
    result["added"] = added;
    result["known"] = events - added;
  }
  rejects.finish(desk, result);
  if (!request.is_trial) {
    desk.settle();
    recompute_when_taken_in(desk, request.starts_journeys);
    desk.settle();
  }
  result["seconds"] = seconds;
  return result;
}

std::unique_ptr<FileImport> reader(const ImportRequest& request, const Settings& settings, std::istream& in,
                                   Instant now) {
  const TimeZone zone = TimeZone::named(settings.shop.time_zone);
  if (request.kind == "customers")
    return std::make_unique<CustomerImport>(in, CustomerImportSettings{request.map, zone}, now);
  if (request.kind == "events")
    return std::make_unique<EventImport>(in, EventImportSettings{request.map, zone}, now);
  if (request.kind == "orders") {
    OrderImportSettings orders{request.map, settings.shop.currency, zone};
    return std::make_unique<OrderImport>(in, std::move(orders), now);
  }
  std::map<std::string, std::string> channels;
  for (const ChannelSettings& channel : settings.channels) {
    if (channel.reaches != "shop") channels[channel.name] = channel.reaches;
  }
  ConsentImportSettings consents{request.map, std::move(channels), zone};
  return std::make_unique<ConsentImport>(in, std::move(consents), now);
}

}  // namespace

json::object import_file(Operator& desk, const ImportRequest& request, const Clock& clock) {
  Source source = open_source(request.file);
  const auto import =
      reader(request, desk.configuration().settings, source.in ? *source.in : source.file, clock.now());
  return bring_in(desk, request, *import, source.size);
}

}  // namespace lifecycled
