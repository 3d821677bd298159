#include "reception/report_folder.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include "reports/mail_parts.hpp"

namespace email {
namespace {

namespace fs = std::filesystem;
using lifecycled::plugin::Level;

// As the listener: a mere look at the options must not take anything.
constexpr auto before_looking = std::chrono::milliseconds(200);
constexpr auto between_looks = std::chrono::seconds(1), after_failure = std::chrono::seconds(10);
constexpr std::size_t most_at_once = 1000;

std::string beginning_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string bytes(most_bytes_read, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
  return bytes;
}

}  // namespace

ReportFolder::ReportFolder(lifecycled::plugin::Host host, fs::path folder, Take take)
    : host_(host), folder_(std::move(folder)), take_(std::move(take)), thread_([this] { watch(); }) {}

ReportFolder::~ReportFolder() {
  {
    const std::scoped_lock lock(mutex_);
    is_ending_ = true;
    wake_.notify_all();
  }
  thread_.join();
}

bool ReportFolder::wait(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, time, [this] { return is_ending_; });
}

bool ReportFolder::is_ending() {
  const std::scoped_lock lock(mutex_);
  return is_ending_;
}

void ReportFolder::watch() {
  for (std::chrono::milliseconds pause = before_looking; wait(pause);) {
    pause = between_looks;
    try {
      for (const char* part : {"new", "cur", "tmp"}) fs::create_directories(folder_ / part);
      if (!empty_new()) pause = after_failure;
    } catch (const std::exception& e) {
      pause = after_failure;
      if (!std::exchange(has_complained_, true))
        host_.log(Level::error,
                  std::string("the folder of reports cannot be used, and is tried again: ") + e.what());
    }
  }
}

bool ReportFolder::empty_new() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder_ / "new")) {
    // Not a link: its target is not the mail server's.
    if (entry.is_regular_file() && !entry.is_symlink()) files.push_back(entry.path());
    if (files.size() >= most_at_once) break;
  }
  std::sort(files.begin(), files.end());  // Maildir names begin with the time
  for (const auto& file : files) {
    if (is_ending()) return true;
    const Fate fate = take_(beginning_of(file));
    if (fate == Fate::NotStored) return false;
    settle(file, fate);
  }
  return true;
}

void ReportFolder::settle(const fs::path& file, Fate fate) {
  if (fate == Fate::Stored) {
    fs::remove(file);
  } else {
    fs::rename(file, folder_ / "cur" / (file.filename().string() + ":2,"));
  }
}

}  // namespace email
