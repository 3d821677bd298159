#include "base/file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lifecycled {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, std::string_view act) {
  throw std::runtime_error(fmt::format("{}: cannot {}: {}", path.string(), act, std::strerror(errno)));
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

std::string read_file(const std::filesystem::path& path, std::size_t most_bytes) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.get() < 0) fail(path, "open");
  std::string content;
  char block[65536];
  for (;;) {
    const ssize_t count = ::read(file.get(), block, sizeof block);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(path, "read");
    if (count == 0) return content;
    content.append(block, static_cast<std::size_t>(count));
    if (content.size() > most_bytes) {
      throw std::runtime_error(fmt::format("{}: larger than {} bytes", path.string(), most_bytes));
    }
  }
}

void write_file(const std::filesystem::path& path, std::string_view content, unsigned mode) {
  const std::filesystem::path temporary = path.string() + ".new";
  {
    const Descriptor file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)};
    // Of the path that was asked for: the other name is nobody's business.
    if (file.get() < 0) fail(path, "create");
    while (!content.empty()) {
      const ssize_t count = ::write(file.get(), content.data(), content.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail(path, "write");
      content.remove_prefix(static_cast<std::size_t>(count));
    }
    if (::fsync(file.get()) != 0) fail(path, "sync");
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) fail(path, "replace");
}

bool holds(const std::filesystem::path& folder, const std::filesystem::path& inside) {
  std::error_code none;
  const auto outer = std::filesystem::weakly_canonical(folder, none);
  const auto inner = std::filesystem::weakly_canonical(inside, none);
  return !none && std::ranges::mismatch(outer, inner).in1 == outer.end();
}

}  // namespace lifecycled
