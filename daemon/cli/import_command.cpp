#include "cli/import_command.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "base/json_fields.hpp"
#include "intake/consent_import.hpp"
#include "intake/order_import.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

constexpr std::size_t rows_at_once = 500;

json::value event_json(const NewEvent& event) {
  json::object out{{"message_id", event.message_id},
                   {"name", event.name},
                   {"occurred_at", format_instant(event.occurred_at)},
                   {"body", event.body}};
  if (event.user_id) out["user_id"] = *event.user_id;
  if (event.anonymous_id) out["anonymous_id"] = *event.anonymous_id;
  return out;
}

class ProgressBar {
 public:
  ProgressBar(bool shown, std::uint64_t total_bytes)
      : shown_(shown), total_(total_bytes), started_(std::chrono::steady_clock::now()) {}

  void show(std::uint64_t bytes, std::uint64_t rows) {
    const auto now = std::chrono::steady_clock::now();
    if (!shown_ || now - last_ < std::chrono::milliseconds{100}) return;
    last_ = now;
    const double seconds = std::chrono::duration<double>(now - started_).count();
    const double share =
        total_ > 0 ? std::min(1.0, static_cast<double>(bytes) / static_cast<double>(total_)) : 0;
    constexpr int width = 30;
    const int filled = static_cast<int>(share * width);
    std::string line =
        fmt::format("\r[{:=<{}}{: <{}}] {:3.0f} %  {} rows  {:.0f}/s", "", filled, "", width - filled,
                    share * 100, rows, static_cast<double>(rows) / std::max(seconds, 0.001));
    if (share > 0.01) line += fmt::format("  {:.0f} s left ", seconds / share - seconds);
    std::fputs(line.c_str(), stderr);
    std::fflush(stderr);
  }
  void finish() const {
    if (shown_) std::fputs("\r\033[K", stderr);
  }

 private:
  bool shown_;
  std::uint64_t total_;
  std::chrono::steady_clock::time_point started_, last_{};
};

// The daemon's reactor works beside the import; figures come after all of it has been taken in.
void recompute_when_taken_in(Operator& desk) {
  for (int tries = 0; tries < 3000; ++tries) {
    const auto answer = desk.ask("recompute");
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

// What was read of a file, slice by slice, goes into the log; what was refused, into the reject file.
template <class Import>
json::object bring_in(Operator& desk, const ImportRequest& request, Import& import, std::uint64_t size,
                      const std::string& name_of_rejects) {
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

  const std::string reject_name = !request.reject_file.empty()
                                      ? request.reject_file
                                      : (request.file == "-" ? name_of_rejects : request.file + ".rejected");
  std::ofstream rejects;
  std::uint64_t rows = 0, refused = 0, events = 0, added = 0;
  const auto started = std::chrono::steady_clock::now();
  ProgressBar bar(request.show_progress && ::isatty(STDERR_FILENO) == 1, size);
  for (bool more = true; more;) {
    ImportSlice slice;
    more = import.next(slice, rows_at_once);
    rows += slice.rows;
    for (const RefusedRow& row : slice.refused) {
      if (refused++ == 0) {
        rejects.open(reject_name, std::ios::binary | std::ios::trunc);
        rejects << reject_line("refused_line", "refused_because", import.header());
      }
      rejects << reject_line(std::to_string(row.line), row.reason, row.fields);
    }
    if (!slice.events.empty()) {
      json::array list;
      for (const NewEvent& event : slice.events) list.push_back(event_json(event));
      const auto answer = desk.ask("append", json::object{{"events", std::move(list)}});
      events += static_cast<std::uint64_t>(number_at(answer, "events").value_or(0));
      added += static_cast<std::uint64_t>(number_at(answer, "added").value_or(0));
    }
    bar.show(import.bytes_read(), rows);
  }
  bar.finish();
  // Remembered, so that whoever is erased later goes out of it, too.
  if (refused > 0)
    desk.ask("note_reject_file", json::object{{"path", std::filesystem::absolute(reject_name).string()}});
  if (refused > 0 && !rejects.flush()) throw CommandError(fmt::format("{}: cannot be written", reject_name));
  desk.settle();
  recompute_when_taken_in(desk);
  desk.settle();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  json::object result{{"rows", rows},       {"events", events},  {"added", added}, {"known", events - added},
                      {"refused", refused}, {"seconds", seconds}};
  if (refused > 0) result["reject_file"] = reject_name;
  return result;
}

}  // namespace

json::object import_orders(Operator& desk, const ImportRequest& request, const Clock& clock) {
  Source source = open_source(request.file);
  const ShopSettings& shop = desk.configuration().settings.shop;
  OrderImport import(source.in ? *source.in : source.file,
                     {request.map, shop.currency, TimeZone::named(shop.time_zone)}, clock.now());
  return bring_in(desk, request, import, source.size, "orders.rejected");
}

json::object import_consents(Operator& desk, const ImportRequest& request, const Clock& clock) {
  Source source = open_source(request.file);
  const Settings& settings = desk.configuration().settings;
  std::map<std::string, std::string> channels;
  for (const ChannelSettings& channel : settings.channels) {
    if (channel.reaches != "shop") channels[channel.name] = channel.reaches;
  }
  ConsentImport import(source.in ? *source.in : source.file,
                       {request.map, std::move(channels), TimeZone::named(settings.shop.time_zone)},
                       clock.now());
  return bring_in(desk, request, import, source.size, "consents.rejected");
}

}  // namespace lifecycled
