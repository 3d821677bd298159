#include "cli/workplace.hpp"

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "cli/link_keys.hpp"

namespace lifecycled {

Workplace::Workplace(std::filesystem::path state_folder) : folder_(std::move(state_folder)) {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error)
    throw std::runtime_error(
        fmt::format("{}: cannot make the state folder: {}", folder_.string(), error.message()));
}

Workplace::~Workplace() {
  if (lock_ >= 0) ::close(lock_);
}

bool Workplace::try_lock() {
  const std::filesystem::path file = folder_ / "lifecycled.lock";
  const int opened = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (opened < 0)
    throw std::runtime_error(fmt::format("{}: cannot open: {}", file.string(), std::strerror(errno)));
  if (::flock(opened, LOCK_EX | LOCK_NB) != 0) {
    ::close(opened);
    return false;
  }
  lock_ = opened;
  return true;
}

std::shared_ptr<TokenSigner> Workplace::token_signer(Random& random, Instant now) const {
  if (!std::filesystem::exists(link_keys())) write_link_keys(link_keys(), {make_link_key(random, now)});
  return std::make_shared<TokenSigner>(secrets_of(read_link_keys(link_keys())));
}

}  // namespace lifecycled
