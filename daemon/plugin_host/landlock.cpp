#include "plugin_host/landlock.hpp"

#include <cerrno>
#include <cstddef>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "channel/child_process.hpp"

namespace lifecycled {
namespace {

// The kernel's own numbers, which never change. Debian 12's header ends with version 2 of the interface.
constexpr std::uint64_t execute = 1u << 0, write_file = 1u << 1, read_file = 1u << 2, read_folder = 1u << 3,
                        remove_folder = 1u << 4, remove_file = 1u << 5, make_folder = 1u << 7,
                        make_file = 1u << 8, make_fifo = 1u << 10, make_link = 1u << 12, refer = 1u << 13,
                        truncate_file = 1u << 14;
constexpr std::uint64_t scope_abstract_sockets = 1u << 0, scope_signals = 1u << 1;
constexpr unsigned ask_version = 1;
constexpr int path_beneath = 1;

struct RulesetAttributes {
  std::uint64_t handled_files = 0, handled_network = 0, scoped = 0;
};
struct [[gnu::packed]] PathBeneath {
  std::uint64_t allowed;
  std::int32_t parent;
};

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

std::uint64_t rights_of(int version) {
  if (version >= 5) return (1u << 16) - 1;  // and device ioctl
  if (version >= 3) return (1u << 15) - 1;  // and truncate
  if (version == 2) return (1u << 14) - 1;  // and rename between folders
  return (1u << 13) - 1;
}

std::uint64_t rights_of(Reach reach) {
  constexpr std::uint64_t reading = read_file | read_folder;
  switch (reach) {
    case Reach::Read:
      return reading;
    case Reach::Run:
      return reading | execute;
    case Reach::ReadWrite:
      return reading | write_file | truncate_file | remove_file | remove_folder | make_file | make_folder |
             make_fifo | make_link | refer;
    case Reach::Device:
      return read_file | write_file;
  }
  return 0;
}

constexpr std::uint64_t rights_to_a_file = execute | write_file | read_file | truncate_file;

}  // namespace

int Landlock::version() {
  const long answer = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, ask_version);
  return answer > 0 ? static_cast<int>(answer) : 0;
}

Landlock::Landlock(int version) : rights_(rights_of(version)) {
  RulesetAttributes attributes;
  attributes.handled_files = rights_;
  // The network stays open: a plugin speaks to its provider, by SMTP or whatever it likes.
  std::size_t size = offsetof(RulesetAttributes, handled_network);
  if (version >= 6) {
    attributes.scoped = scope_abstract_sockets | scope_signals;
    size = sizeof attributes;
  }
  ruleset_ = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, size, 0));
  if (ruleset_ < 0) fail("landlock_create_ruleset");
}

Landlock::~Landlock() { ::close(ruleset_); }

void Landlock::allow(const std::filesystem::path& path, Reach reach) {
  const Descriptor place(::open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!place) return;
  struct stat about{};
  if (::fstat(place.get(), &about) != 0) fail("fstat");
  std::uint64_t allowed = rights_of(reach) & rights_;
  if (!S_ISDIR(about.st_mode)) allowed &= rights_to_a_file;
  const PathBeneath rule{allowed, place.get()};
  if (::syscall(SYS_landlock_add_rule, ruleset_, path_beneath, &rule, 0) != 0) fail("landlock_add_rule");
}

void Landlock::enforce() {
  if (::syscall(SYS_landlock_restrict_self, ruleset_, 0) != 0) fail("landlock_restrict_self");
}

}  // namespace lifecycled
