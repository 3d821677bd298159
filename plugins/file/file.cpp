// Channel type "file": writes each message into a folder as one file that a person can read. For a first look
// at lifecycled, for tests, and for a colleague's own script that takes files.
//
// A file is "TIME-KEY.txt", so a folder sorts by time; it appears whole or not at all (temporary file, then
// rename). The same idempotency key always gives the same file, also after a restart: the names in the folder
// are the memory.
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lifecycled/channel.hpp"
#include "lifecycled/ext/started.h"
#include "rendering.hpp"

namespace {

namespace fs = std::filesystem;
using lifecycled::plugin::Channel;
using lifecycled::plugin::Config;
using lifecycled::plugin::ConfigError;
using lifecycled::plugin::Host;
using lifecycled::plugin::Message;
using lifecycled::plugin::Result;

constexpr std::size_t time_length = sizeof "20260131T090000.000000Z" - 1;

// "20260131T090000.123456Z", UTC
std::string time_text() {
  using namespace std::chrono;
  const auto us = duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
  const std::time_t seconds = us / 1000000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[64];
  const std::size_t length = std::strftime(text, sizeof text, "%Y%m%dT%H%M%S", &utc);
  std::snprintf(text + length, sizeof text - length, ".%06dZ", static_cast<int>(us % 1000000));
  return text;
}

// 0, or the errno of what failed.
int write_whole(const fs::path& temporary, const fs::path& file, const std::string& content) {
  // Personal data: not for everybody.
  const int out = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (out < 0) return errno;
  int error = 0;
  for (std::size_t done = 0; done < content.size() && error == 0;) {
    const ssize_t n = ::write(out, content.data() + done, content.size() - done);
    if (n > 0) done += static_cast<std::size_t>(n);
    if (n < 0 && errno != EINTR) error = errno;
  }
  if (::close(out) != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(temporary.c_str(), file.c_str()) != 0) error = errno;
  if (error != 0) ::unlink(temporary.c_str());
  return error;
}

class FileChannel final : public Channel {
 public:
  FileChannel(Host host, Config config)
      : host_(host), started_(host.service<lc_started>(LC_EXT_STARTED)), folder_(config.text("folder")) {
    // Whether it can be made and written is asked when there is something to write: this may be a look at the
    // options by somebody who has other rights.
    std::error_code none;
    if (fs::exists(folder_, none) && !fs::is_directory(folder_, none)) {
      throw ConfigError("folder", folder_.string() + " is no folder");
    }
    worker_ = std::thread([this] { work(); });
  }

  ~FileChannel() override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      is_ending_ = true;
    }
    wake_.notify_one();
    worker_.join();
  }

  void describe(lc_capabilities& c) const override {
    c.batch_size = 256;
    c.in_flight = 4096;
    c.html = c.subject = true;
    c.deduplicates = true;
  }

  void submit(std::vector<Message> messages) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (auto& message : messages) queue_.push_back(std::move(message));
    wake_.notify_one();
  }

 private:
  void work() {
    for (bool is_first = true;; is_first = false) {
      std::vector<Message> batch;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        wake_.wait(lock, [this] { return is_ending_ || !queue_.empty(); });
        if (queue_.empty()) return;
        batch.swap(queue_);
      }
      if (is_first) prepare_folder();
      if (!start(batch)) continue;
      for (auto& message : batch) write(message);
    }
  }

  // The names already in the folder tell which keys were written before. A folder that cannot be made shows
  // by the first file that cannot be written.
  void prepare_folder() {
    std::error_code error;
    fs::create_directories(folder_, error);
    for (const auto& entry : fs::directory_iterator(folder_, error)) {
      const std::string name = entry.path().filename().string();
      if (name.size() > time_length + 5 && name[time_length] == '-' && name.ends_with(".txt")) {
        names_.emplace(name.substr(time_length + 1), name);
      }
    }
  }

  bool start(std::vector<Message>& batch) {
    if (started_ == nullptr) return true;
    std::vector<uint64_t> tickets;
    for (const auto& message : batch) tickets.push_back(message.ticket.number());
    if (started_->started(host_.table(), tickets.data(), tickets.size())) return true;
    for (auto& message : batch) message.ticket.complete(LC_TRANSIENT, "the daemon did not let it start");
    return false;
  }

  void write(Message& message) {
    const std::string ending = file_plugin::safe_name(message.fields->idempotency_key) + ".txt";
    auto& name = names_[ending];
    if (name.empty()) name = time_text() + "-" + ending;
    const int error =
        write_whole(folder_ / (".writing-" + ending), folder_ / name, file_plugin::readable(*message.fields));
    if (error == 0) {
      Result result(LC_DELIVERED);
      result.provider_message_id = name.c_str();
      return message.ticket.complete(result);
    }
    const std::string why = folder_.string() + ": " + std::strerror(error);
    const bool may_pass =
        error == ENOSPC || error == EDQUOT || error == EMFILE || error == ENFILE || error == EIO;
    Result result(may_pass ? LC_TRANSIENT : LC_CHANNEL_DOWN, why.c_str());
    result.scope = LC_SCOPE_CHANNEL;
    message.ticket.complete(result);
  }

  const Host host_;
  const lc_started* const started_;
  const fs::path folder_;
  std::unordered_map<std::string, std::string> names_;  // "KEY.txt" -> "TIME-KEY.txt"; the worker's
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Message> queue_;  // guarded by mutex_
  bool is_ending_ = false;      // guarded by mutex_
  std::thread worker_;
};

constexpr lc_option folder_option() {
  lc_option option = LC_OPTION_INIT("folder", LC_TEXT, "",
                                    "The folder that gets one file for each message; it is made if need be.");
  option.required = true;
  return option;
}
constexpr lc_option folder = folder_option();
constexpr const lc_option* options[] = {&folder, nullptr};
constexpr const lc_option* no_fields[] = {nullptr};
constexpr lc_channel_type file_type = lifecycled::plugin::channel_type<FileChannel>(
    "file", "", "Writes each message into a folder as one readable file.", options, no_fields);
constexpr const lc_channel_type* channel_types[] = {&file_type, nullptr};

}  // namespace

extern "C" LC_EXPORT const lc_plugin lifecycled_plugin = {
    LC_ABI_MAJOR, LC_ABI_MINOR, "lifecycled.file", "File", "0.1.0", "lifecycled", channel_types};
