// One child process: started with a socket on 3 and a file on 4, in a process group of its own, and always
// buried. One thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace lifecycled {

// A descriptor that closes itself.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();

  int get() const { return number_; }
  int release();
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

class ChildProcess {
 public:
  // Descriptors 3 and up of the child are `inherited`, in order; its output and errors go to `output`.
  // Throws std::system_error.
  ChildProcess(const std::filesystem::path& program, const std::vector<std::string>& arguments,
               const std::vector<int>& inherited, int standard_output, int standard_error);
  // Kills the process group if the child still runs, and waits for it.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // SIGKILL to the child and to whatever it has started and not moved to a group of its own.
  void kill();
  // Becomes readable when the child has ended.
  int pidfd() const { return pidfd_.get(); }
  pid_t pid() const { return pid_; }
  // Waits, then says how it ended: "exited with status 3", "was killed by signal 11 (Segmentation fault)".
  std::string bury();

 private:
  pid_t pid_ = -1;
  bool buried_ = false;
  Descriptor pidfd_;
};

}  // namespace lifecycled
