#include "plugin_host/syscall_filter.hpp"

#include <cerrno>
#include <cstdint>
#include <memory>
#include <system_error>

#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/sanitized.hpp"

namespace lifecycled {
namespace {

// A number that the kernel takes as an int is compared as one: the upper half of the register is not looked
// at by it and must not be by us.
constexpr std::uint64_t int_bits = 0xffffffff;

// Of one argument, counted from 0.
scmp_arg_cmp bits(unsigned argument, std::uint64_t mask, std::uint64_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}
scmp_arg_cmp is(unsigned argument, scmp_compare how, std::uint64_t value) {
  return {argument, how, value, 0};
}

class Filter {
 public:
  Filter() : context_(seccomp_init(SCMP_ACT_ALLOW), &seccomp_release) {
    if (context_ == nullptr) throw std::system_error(ENOMEM, std::generic_category(), "seccomp_init");
    // Calls in the manner of another architecture (32 bit) are refused as a whole.
    check(seccomp_attr_set(context_.get(), SCMP_FLTATR_ACT_BADARCH, refusal));
  }
  template <class... Comparisons>
  void refuse(int call, Comparisons... comparisons) {
    check(seccomp_rule_add(context_.get(), refusal, call, sizeof...(comparisons), comparisons...));
  }
  void pretend_absent(int call) { check(seccomp_rule_add(context_.get(), SCMP_ACT_ERRNO(ENOSYS), call, 0)); }
  void load() { check(seccomp_load(context_.get())); }

 private:
  static constexpr std::uint32_t refusal = SCMP_ACT_ERRNO(EPERM);
  static void check(int result) {
    if (result < 0) throw std::system_error(-result, std::generic_category(), "seccomp");
  }
  std::unique_ptr<void, decltype(&seccomp_release)> context_;
};

// Looking into other processes, and what changes the machine.
void refuse_always(Filter& filter) {
  const int calls[] = {
      SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(process_madvise),
      SCMP_SYS(pidfd_getfd), SCMP_SYS(kcmp), SCMP_SYS(perf_event_open), SCMP_SYS(bpf), SCMP_SYS(userfaultfd),
      // io_uring makes calls that no filter sees.
      SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter), SCMP_SYS(io_uring_register),
      // Keys of this user's other processes.
      SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(request_key),
      // Other views of the machine, and files by other ways than by path.
      SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(chroot), SCMP_SYS(pivot_root), SCMP_SYS(mount),
      SCMP_SYS(umount2), SCMP_SYS(move_mount), SCMP_SYS(open_tree), SCMP_SYS(fsopen), SCMP_SYS(fsconfig),
      SCMP_SYS(fsmount), SCMP_SYS(fspick), SCMP_SYS(mount_setattr), SCMP_SYS(open_by_handle_at),
      SCMP_SYS(fanotify_init),
      // The machine itself.
      SCMP_SYS(kexec_load), SCMP_SYS(kexec_file_load), SCMP_SYS(init_module), SCMP_SYS(finit_module),
      SCMP_SYS(delete_module), SCMP_SYS(reboot), SCMP_SYS(swapon), SCMP_SYS(swapoff), SCMP_SYS(acct),
      SCMP_SYS(syslog), SCMP_SYS(quotactl), SCMP_SYS(settimeofday), SCMP_SYS(clock_settime),
      SCMP_SYS(sethostname), SCMP_SYS(setdomainname), SCMP_SYS(vhangup),
      // Landlock watches over contents, not over whose a file is and who may read it.
      SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchmodat), SCMP_SYS(chown), SCMP_SYS(fchown),
      SCMP_SYS(lchown), SCMP_SYS(fchownat), SCMP_SYS(utime), SCMP_SYS(utimes), SCMP_SYS(futimesat),
      SCMP_SYS(utimensat), SCMP_SYS(setxattr), SCMP_SYS(lsetxattr), SCMP_SYS(fsetxattr),
      // Memory that outlives the process and counts for nobody.
      SCMP_SYS(shmget), SCMP_SYS(msgget), SCMP_SYS(semget),
      // Other processes of this user: older kernels' Landlock does not keep signals away from them.
      SCMP_SYS(tkill), SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo), SCMP_SYS(pidfd_send_signal),
      SCMP_SYS(setpriority), SCMP_SYS(ioprio_set),
      // Whatever a plugin starts stays in its process group, so that it ends with it.
      SCMP_SYS(setsid), SCMP_SYS(setpgid)};
  for (const int call : calls) filter.refuse(call);
  // LeakSanitizer stops its own threads by it.
  if (!is_sanitized) filter.refuse(SCMP_SYS(ptrace));
}

// Internet only. Names are looked up by way of the kernel's routes (netlink). Not local sockets: the control
// socket of the daemon is one, and Landlock does not watch over those that have a path. Pairs made by
// socketpair() stay.
void refuse_sockets(Filter& filter) {
  for (unsigned family = 0; family < AF_NETLINK; ++family) {
    if (family == AF_INET || family == AF_INET6) continue;
    filter.refuse(SCMP_SYS(socket), bits(0, int_bits, family));
  }
  filter.refuse(SCMP_SYS(socket), is(0, SCMP_CMP_GT, AF_NETLINK));
  constexpr std::uint64_t type_bits = 0xf, netlink_route = 0;
  for (const unsigned family : {AF_INET, AF_INET6}) {
    filter.refuse(SCMP_SYS(socket), bits(0, int_bits, family), bits(1, type_bits, SOCK_RAW));
  }
  filter.refuse(SCMP_SYS(socket), is(0, SCMP_CMP_EQ, AF_NETLINK), is(2, SCMP_CMP_NE, netlink_route));
}

void refuse_by_argument(Filter& filter) {
  // Typing into somebody's terminal.
  for (const std::uint64_t request : {TIOCSTI, TIOCLINUX})
    filter.refuse(SCMP_SYS(ioctl), bits(1, int_bits, request));
  // The limits of another process, such as the daemon's.
  filter.refuse(SCMP_SYS(prlimit64), is(0, SCMP_CMP_NE, 0));
  // Signals: to itself and to its own group alone.
  filter.refuse(SCMP_SYS(kill), is(0, SCMP_CMP_NE, 0));
  filter.refuse(SCMP_SYS(tgkill), is(0, SCMP_CMP_NE, static_cast<std::uint64_t>(::getpid())));
  for (const std::uint64_t space : {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC,
                                    CLONE_NEWUTS, CLONE_NEWCGROUP}) {
    filter.refuse(SCMP_SYS(clone), bits(0, space, space));
  }
  // Its flags lie in memory, where no filter sees them; the C library then falls back to clone().
  filter.pretend_absent(SCMP_SYS(clone3));
}

}  // namespace

bool filter_system_calls() {
  if (::prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0) return false;
  Filter filter;
  refuse_always(filter);
  refuse_sockets(filter);
  refuse_by_argument(filter);
  filter.load();
  return true;
}

}  // namespace lifecycled
