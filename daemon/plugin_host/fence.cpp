#include "plugin_host/fence.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <system_error>

#include <sys/resource.h>

#include "base/file.hpp"
#include "base/sanitized.hpp"
#include "plugin_host/landlock.hpp"
#include "plugin_host/syscall_filter.hpp"

namespace lifecycled {
namespace {

namespace fs = std::filesystem;

// Programs and libraries. Not /opt, /srv, /home, /root, /tmp and /var: shops keep their own files there.
constexpr const char* programs[] = {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"};

// What libraries read to find names, trust certificates and tell the time. Of /etc by name, for other
// programs' secrets lie there too. The folders of /run are where resolv.conf often points.
constexpr const char* readable[] = {"/etc/ld.so.cache",
                                    "/etc/ld.so.conf",
                                    "/etc/ld.so.conf.d",
                                    "/etc/ld.so.preload",
                                    "/etc/resolv.conf",
                                    "/etc/hosts",
                                    "/etc/host.conf",
                                    "/etc/hostname",
                                    "/etc/nsswitch.conf",
                                    "/etc/gai.conf",
                                    "/etc/services",
                                    "/etc/protocols",
                                    "/etc/networks",
                                    "/etc/passwd",
                                    "/etc/group",
                                    "/etc/localtime",
                                    "/etc/timezone",
                                    "/etc/locale.alias",
                                    "/etc/mime.types",
                                    "/etc/ca-certificates",
                                    "/etc/ssl/certs",
                                    "/etc/ssl/openssl.cnf",
                                    "/etc/pki/tls",
                                    "/etc/pki/ca-trust",
                                    "/etc/crypto-policies",
                                    "/etc/gnutls",
                                    "/etc/krb5.conf",
                                    "/etc/alternatives",
                                    "/run/systemd/resolve",
                                    "/run/resolvconf",
                                    "/run/NetworkManager",
                                    "/proc/self",
                                    "/proc/cpuinfo",
                                    "/proc/meminfo",
                                    "/proc/stat",
                                    "/proc/uptime",
                                    "/proc/loadavg",
                                    "/proc/version",
                                    "/proc/sys/crypto/fips_enabled",
                                    "/proc/sys/kernel/osrelease",
                                    "/proc/sys/kernel/random",
                                    "/proc/sys/net/core/somaxconn",
                                    "/proc/sys/vm/overcommit_memory",
                                    "/sys/devices/system/cpu",
                                    "/sys/kernel/mm/transparent_hugepage"};

constexpr const char* devices[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"};

constexpr rlim_t most_data = 1u << 30;  // heap, stacks and other private memory that is written
constexpr rlim_t most_descriptors = 4096;

// What the environment names as a place of libraries or certificates. Operators set these for the daemon.
std::vector<fs::path> named_by_environment() {
  std::vector<fs::path> paths;
  for (const char* name : {"LD_LIBRARY_PATH", "SSL_CERT_DIR", "SSL_CERT_FILE"}) {
    const char* value = std::getenv(name);
    std::string_view left = value == nullptr ? "" : value;
    while (!left.empty()) {
      const auto end = std::min(left.find(':'), left.size());
      if (end > 0) paths.emplace_back(left.substr(0, end));
      left.remove_prefix(std::min(end + 1, left.size()));
    }
  }
  return paths;
}

// Opens paths, except those that would open the daemon's own files with them.
class Gate {
 public:
  Gate(Landlock& rules, const fs::path& state_folder) : rules_(rules), state_folder_(state_folder) {}
  void open(const fs::path& path, Reach reach) {
    if (state_folder_.empty() || !holds(path, state_folder_)) rules_.allow(path, reach);
  }

 private:
  Landlock& rules_;
  const fs::path& state_folder_;
};

void restrict_files(const FencePlan& plan, int version) {
  Landlock rules(version);
  Gate gate(rules, plan.state_folder);
  for (const char* path : programs) gate.open(path, Reach::Run);
  for (const char* path : readable) gate.open(path, Reach::Read);
  for (const char* path : devices) gate.open(path, Reach::Device);
  for (const auto& path : named_by_environment()) gate.open(path, Reach::Read);
  gate.open("/proc/self/exe", Reach::Run);
  std::error_code none;
  const fs::path plugin = fs::canonical(plan.plugin, none);
  if (!none) {
    gate.open(plugin, Reach::Run);
    gate.open(plugin.parent_path(), Reach::Run);
  }
  for (const auto& file : plan.files) gate.open(file, Reach::Read);
  for (const auto& folder : plan.folders) {
    // A rule needs the folder to be there. Whoever may not make it tells why when the plugin tries itself.
    // Not for a mere look at the options: that may be by somebody else, to whom it would then belong.
    if (plan.makes_folders) fs::create_directories(folder, none);
    gate.open(folder, Reach::ReadWrite);
  }
  rules.enforce();
}

// Never raised: what an administrator has set lower stays.
rlim_t lower_limit(int what, rlim_t most) {
  rlimit now{};
  ::getrlimit(static_cast<__rlimit_resource>(what), &now);
  now.rlim_max = std::min(now.rlim_max, most);
  now.rlim_cur = std::min(now.rlim_cur, now.rlim_max);
  ::setrlimit(static_cast<__rlimit_resource>(what), &now);
  return now.rlim_cur;
}

std::string in_words(rlim_t bytes) {
  constexpr rlim_t mebi = 1u << 20, gibi = 1u << 30;
  if (bytes % gibi == 0) return std::to_string(bytes / gibi) + " GiB of memory";
  return std::to_string(bytes / mebi) + " MiB of memory";
}

// Not RLIMIT_NPROC: it counts all processes of the user, the daemon's threads too, so that one channel would
// take from the others. Not RLIMIT_FSIZE: many files fill a disk as well as one, and a signal ends the
// process.
std::string limit_resources() {
  lower_limit(RLIMIT_CORE, 0);  // a core file would hold addresses and secrets
  lower_limit(RLIMIT_NOFILE, most_descriptors);
  if (is_sanitized) return "no limit of memory (a sanitizer's build)";
  return in_words(lower_limit(RLIMIT_DATA, most_data));
}

}  // namespace

void open_named_paths(const OptionValues& options, FencePlan& plan) {
  for (const auto& [key, value] : options) {
    const auto* path = std::get_if<std::string>(&value);
    if (path == nullptr || path->empty()) continue;
    if (key == "folder" || key.ends_with("_folder")) plan.folders.emplace_back(*path);
    if (key == "file" || key.ends_with("_file")) plan.files.emplace_back(*path);
  }
}

Fence put_up_fence(const FencePlan& plan) {
  for (const auto& folder : plan.folders) {
    if (!plan.state_folder.empty() && holds(folder, plan.state_folder)) {
      throw FenceError("the folder " + folder.string() + " holds the daemon's own files (" +
                       plan.state_folder.string() + "); give the channel a folder of its own");
    }
  }
  try {
    Fence fence;
    const int version = Landlock::version();
    fence.keeps_files_away = version > 0;
    if (fence.keeps_files_away) restrict_files(plan, version);
    const std::string memory = limit_resources();
    const bool is_filtered = filter_system_calls();
    fence.words = (version > 0 ? "landlock " + std::to_string(version) : "no landlock") +
                  (is_filtered ? ", seccomp, " : ", no seccomp, ") + memory;
    return fence;
  } catch (const std::system_error& e) {
    throw FenceError(std::string("the plugin's process cannot be fenced: ") + e.what());
  }
}

}  // namespace lifecycled
