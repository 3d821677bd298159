// Takes reports out of a Maildir (new/, cur/, tmp/), as a mail server or fetchmail fills it: what is stored
// is deleted, what tells nothing goes to cur/ for a person to look at. A thread of its own.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "lifecycled/channel.hpp"
#include "reception/reception.hpp"

namespace email {

class ReportFolder {
 public:
  // May wait; called on the folder's thread.
  using Take = std::function<Fate(const std::string& mail)>;

  ReportFolder(lifecycled::plugin::Host host, std::filesystem::path folder, Take take);
  ~ReportFolder();

 private:
  void watch();
  // False: not all could be stored; later again.
  bool empty_new();
  bool is_ending();
  void settle(const std::filesystem::path& file, Fate fate);
  bool wait(std::chrono::milliseconds time);

  const lifecycled::plugin::Host host_;
  const std::filesystem::path folder_;
  const Take take_;
  bool has_complained_ = false;  // the thread's own

  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_ending_ = false;  // guarded by mutex_

  std::thread thread_;
};

}  // namespace email
