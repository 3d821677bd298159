#include "cli/shop_secret.hpp"

#include <array>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/data_command.hpp"

namespace lifecycled {

ShopSecret keep_shop_secret(const std::filesystem::path& file, Random& random) {
  constexpr std::size_t longest_file = 1024;
  if (std::filesystem::exists(std::filesystem::symlink_status(file))) {
    std::string text(trimmed(read_file(file, longest_file)));
    if (text.empty()) throw CommandError(fmt::format("{} is there, and holds no secret", file.string()));
    return {std::move(text), false};
  }
  std::array<unsigned char, 24> bytes{};
  random.fill(bytes);
  std::string text = to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  write_file(file, text + "\n", 0600);
  // A file of root's would be closed to the daemon, beside whose settings it lies.
  struct stat folder{};
  const auto parent = file.parent_path().empty() ? std::filesystem::path(".") : file.parent_path();
  if (::geteuid() == 0 && ::stat(parent.c_str(), &folder) == 0 &&
      ::chown(file.c_str(), folder.st_uid, folder.st_gid) != 0)
    throw CommandError(fmt::format("{}: cannot be given to the owner of its folder", file.string()));
  return {std::move(text), true};
}

}  // namespace lifecycled
