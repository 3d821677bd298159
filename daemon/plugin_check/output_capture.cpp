#include "plugin_check/output_capture.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lifecycled::plugin_check {
namespace {

constexpr off_t most_bytes = 16 << 20;

Descriptor kept(int number) { return Descriptor(::fcntl(number, F_DUPFD_CLOEXEC, 64)); }

}  // namespace

OutputCapture::OutputCapture()
    : file_(::memfd_create("output", MFD_CLOEXEC)),
      output_(kept(STDOUT_FILENO)),
      errors_(kept(STDERR_FILENO)) {
  // Both write to one place, so that neither overwrites the other.
  if (!file_ || !output_ || !errors_ || ::fcntl(file_.get(), F_SETFL, O_APPEND) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot capture the output");
  std::fflush(nullptr);
  ::dup2(file_.get(), STDOUT_FILENO);
  ::dup2(file_.get(), STDERR_FILENO);
}

OutputCapture::~OutputCapture() {
  std::fflush(nullptr);
  ::dup2(output_.get(), STDOUT_FILENO);
  ::dup2(errors_.get(), STDERR_FILENO);
}

std::string OutputCapture::text() const {
  std::fflush(nullptr);
  struct stat about{};
  if (::fstat(file_.get(), &about) != 0) return "";
  std::string text(static_cast<std::size_t>(std::min(about.st_size, most_bytes)), '\0');
  const ssize_t n = ::pread(file_.get(), text.data(), text.size(), 0);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  return text;
}

}  // namespace lifecycled::plugin_check
