// One line on a terminal that says how far a file has been read: how fast, and how long it will take. Says
// nothing where nobody looks. The command line's own.
#pragma once

#include <chrono>
#include <cstdint>

namespace lifecycled {

class ImportProgress {
 public:
  // `total_bytes` 0: nobody knows how much there is.
  ImportProgress(bool shown, std::uint64_t total_bytes);
  // Clears the line: also where the import ends with an error.
  ~ImportProgress();
  ImportProgress(const ImportProgress&) = delete;
  ImportProgress& operator=(const ImportProgress&) = delete;

  void show(std::uint64_t bytes, std::uint64_t rows);
  double seconds() const;

 private:
  bool shown_;
  std::uint64_t total_;
  std::chrono::steady_clock::time_point started_, last_{};
};

}  // namespace lifecycled
