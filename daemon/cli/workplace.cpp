#include "cli/workplace.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/crypto.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

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

std::shared_ptr<const TokenSigner> Workplace::token_signer(Random& random) const {
  const std::filesystem::path file = folder_ / "link.key";
  if (!std::filesystem::exists(file)) {
    std::array<unsigned char, 32> key{};
    random.fill(key);
    write_file(file, to_hex({reinterpret_cast<const char*>(key.data()), key.size()}) + "\n", 0600);
  }
  std::vector<std::string> keys;
  const std::string text = read_file(file, 65536);
  for (const std::string_view line : split(text, '\n')) {
    if (!trimmed(line).empty()) keys.emplace_back(trimmed(line));
  }
  if (keys.empty())
    throw std::runtime_error(fmt::format("{}: holds no key; restore it from your backup", file.string()));
  return std::make_shared<const TokenSigner>(std::move(keys));
}

}  // namespace lifecycled
