#include "cli/import_progress.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

namespace lifecycled {
namespace {

constexpr std::chrono::milliseconds between_looks{100};
constexpr int width = 30;
// Before this share is read, a guess of the time left would jump about.
constexpr double enough_to_guess = 0.01;

std::string in_words(double seconds) {
  if (seconds < 90) return fmt::format("{:.0f} s", seconds);
  if (seconds < 5400) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

}  // namespace

ImportProgress::ImportProgress(bool shown, std::uint64_t total_bytes)
    : shown_(shown && ::isatty(STDERR_FILENO) == 1),
      total_(total_bytes),
      started_(std::chrono::steady_clock::now()) {}

ImportProgress::~ImportProgress() {
  if (shown_) std::fputs("\r\033[K", stderr);
}

double ImportProgress::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
}

void ImportProgress::show(std::uint64_t bytes, std::uint64_t rows) {
  const auto now = std::chrono::steady_clock::now();
  if (!shown_ || now - last_ < between_looks) return;
  last_ = now;
  const double passed = std::max(seconds(), 0.001);
  std::string line = "\r";
  const double share =
      total_ > 0 ? std::min(1.0, static_cast<double>(bytes) / static_cast<double>(total_)) : 0;
  if (total_ > 0) {
    const int filled = static_cast<int>(share * width);
    line += fmt::format("[{:=<{}}{: <{}}] {:3.0f} %  ", "", filled, "", width - filled, share * 100);
  }
  line += fmt::format("{} rows  {:.0f}/s", rows, static_cast<double>(rows) / passed);
  if (share > enough_to_guess) line += fmt::format("  {} left", in_words(passed / share - passed));
  std::fputs((line + "\033[K").c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace lifecycled
