#include "channel/child_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace lifecycled {

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    if (number_ >= 0) ::close(number_);
    number_ = other.release();
  }
  return *this;
}

int Descriptor::release() { return std::exchange(number_, -1); }

namespace {

constexpr int first_inherited = 3;

// What posix_spawn is to do with descriptors and signals.
class SpawnPlan {
 public:
  SpawnPlan() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    // The group: so that the terminal's ^C does not reach the child, and kill() reaches what it has started.
    posix_spawnattr_setpgroup(&attributes_, 0);
    // asio or a library may block or ignore signals here; the child begins with a clean slate.
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setflags(&attributes_,
                             POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  void place(int ours, int theirs) { posix_spawn_file_actions_adddup2(&actions_, ours, theirs); }
  void open_nothing_as(int theirs) {
    posix_spawn_file_actions_addopen(&actions_, theirs, "/dev/null", O_RDONLY, 0);
  }
  // Ours all close at exec; a library in the daemon may have opened one that does not.
  void close_from(int first) { posix_spawn_file_actions_addclosefrom_np(&actions_, first); }
  posix_spawn_file_actions_t* actions() { return &actions_; }
  posix_spawnattr_t* attributes() { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

// What a child may know of the daemon's environment. The rest may hold secrets of other channels (env:NAME).
std::vector<char*> environment_for_child() {
  constexpr std::array<std::string_view, 16> names = {
      "PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "http_proxy",
      "https_proxy", "no_proxy", "LD_LIBRARY_PATH",
      // Sanitizers in tests.
      "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"};
  std::vector<char*> kept;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (std::ranges::find(names, text.substr(0, text.find('='))) != names.end()) kept.push_back(*entry);
  }
  kept.push_back(nullptr);
  return kept;
}

}  // namespace

ChildProcess::ChildProcess(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                           const std::vector<int>& inherited, int standard_output, int standard_error) {
  SpawnPlan plan;
  // First out of the way of the low numbers, so that placing one does not overwrite another.
  std::vector<Descriptor> high;
  for (const int descriptor : inherited) {
    high.emplace_back(::fcntl(descriptor, F_DUPFD_CLOEXEC, 64));
    if (!high.back())
      throw std::system_error(errno, std::generic_category(), "cannot duplicate a descriptor");
  }
  plan.open_nothing_as(STDIN_FILENO);
  plan.place(standard_output, STDOUT_FILENO);
  plan.place(standard_error, STDERR_FILENO);
  for (std::size_t i = 0; i < high.size(); ++i)
    plan.place(high[i].get(), first_inherited + static_cast<int>(i));
  plan.close_from(first_inherited + static_cast<int>(high.size()));

  std::vector<std::string> words{program.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const std::vector<char*> environment = environment_for_child();
  const int error =
      posix_spawn(&pid_, program.c_str(), plan.actions(), plan.attributes(), argv.data(), environment.data());
  if (error != 0) throw std::system_error(error, std::generic_category(), "cannot start " + program.string());
  pidfd_ = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  if (!pidfd_) {
    const int reason = errno;
    kill();
    bury();
    throw std::system_error(reason, std::generic_category(), "pidfd_open");
  }
}

ChildProcess::~ChildProcess() {
  if (buried_ || pid_ < 0) return;
  kill();
  bury();
}

void ChildProcess::kill() {
  // The number stays ours until the child is buried, so nobody else can be hit.
  if (!buried_ && pid_ > 0) ::kill(-pid_, SIGKILL);
}

std::string ChildProcess::bury() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  buried_ = true;
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    return "was killed by signal " + std::to_string(signal) + " (" + ::strsignal(signal) + ")";
  }
  return "exited with status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace lifecycled
