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
#include "cli/link_keys.hpp"
#include "cli/secrets.hpp"

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

std::string Workplace::ledger_key(const std::optional<SecretReference>& elsewhere, bool is_in_use,
                                  Random& random) const {
  const std::filesystem::path file = folder_ / "ledger.key";
  const std::string place = elsewhere ? elsewhere->text : file.string();
  if (!elsewhere && !std::filesystem::exists(file)) {
    // Another key would know nobody of those again: a restored backup would keep whoever was erased, and the
    // ledger of consents would look forged.
    if (is_in_use || std::filesystem::exists(erasure_log()))
      throw std::runtime_error(
          fmt::format("{}: the key of the ledger of consents and of {} is gone; restore it from "
                      "your backup",
                      file.string(), erasure_log().string()));
    std::array<unsigned char, 32> key{};
    random.fill(key);
    write_file(file, to_hex({reinterpret_cast<const char*>(key.data()), key.size()}) + "\n", 0600);
  }
  const std::string text = elsewhere ? read_secret(*elsewhere) : read_file(file, 4096);
  const std::string key(trimmed(text));
  if (key.size() < 32)
    throw std::runtime_error(
        fmt::format("{}: holds no key of 32 characters or more; restore it from your backup", place));
  return key;
}

std::shared_ptr<TokenSigner> Workplace::token_signer(Random& random, Instant now) const {
  if (!std::filesystem::exists(link_keys())) write_link_keys(link_keys(), {make_link_key(random, now)});
  return std::make_shared<TokenSigner>(secrets_of(read_link_keys(link_keys())));
}

}  // namespace lifecycled
