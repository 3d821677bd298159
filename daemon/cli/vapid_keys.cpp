#include "cli/vapid_keys.hpp"

#include <array>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/data_command.hpp"
#include "cli/openssl_parts.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t number_size = 32, point_size = 65, longest_file = 1024;

using Group = std::unique_ptr<EC_GROUP, FreeBy<&EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, FreeBy<&EC_POINT_free>>;
using Number = std::unique_ptr<BIGNUM, FreeBy<&BN_clear_free>>;

std::string make_private_key(Random& random) {
  // All but some 2^-32 of all numbers are below the order of the curve.
  for (;;) {
    std::array<unsigned char, number_size> number{};
    random.fill(number);
    std::string key = to_base64url({reinterpret_cast<const char*>(number.data()), number.size()});
    if (!vapid_public_key(key).empty()) return key;
  }
}

}  // namespace

std::string vapid_public_key(const std::string& private_key) {
  const auto number = from_base64url(private_key);
  if (!number || number->size() != number_size) return "";
  const Group curve(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  const Number secret(
      BN_bin2bn(reinterpret_cast<const unsigned char*>(number->data()), number_size, nullptr));
  const Point point(curve ? EC_POINT_new(curve.get()) : nullptr);
  if (!point || !secret) throw std::runtime_error("OpenSSL has no P-256");
  if (BN_is_zero(secret.get()) || BN_cmp(secret.get(), EC_GROUP_get0_order(curve.get())) >= 0) return "";
  BN_set_flags(secret.get(), BN_FLG_CONSTTIME);
  std::array<unsigned char, point_size> bytes{};
  if (EC_POINT_mul(curve.get(), point.get(), secret.get(), nullptr, nullptr, nullptr) != 1 ||
      EC_POINT_point2oct(curve.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, bytes.data(), bytes.size(),
                         nullptr) != bytes.size())
    throw std::runtime_error("OpenSSL cannot multiply");
  return to_base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

VapidKey keep_vapid_key(const std::filesystem::path& file, Random& random) {
  if (std::filesystem::exists(std::filesystem::symlink_status(file))) {
    const std::string key(trimmed(read_file(file, longest_file)));
    std::string public_key = vapid_public_key(key);
    if (public_key.empty()) {
      throw CommandError(
          fmt::format("{} is there, and holds no key of web push; name another file, or restore it "
                      "from your backup",
                      file.string()));
    }
    return {std::move(public_key), false};
  }
  const std::string key = make_private_key(random);
  write_file(file, key + "\n", 0600);
  // A key of root's would be closed to the daemon, beside whose settings it lies.
  struct stat folder{};
  const auto parent = file.parent_path().empty() ? std::filesystem::path(".") : file.parent_path();
  if (::geteuid() == 0 && ::stat(parent.c_str(), &folder) == 0 &&
      ::chown(file.c_str(), folder.st_uid, folder.st_gid) != 0)
    throw CommandError(fmt::format("{}: cannot be given to the owner of its folder", file.string()));
  return {vapid_public_key(key), true};
}

}  // namespace lifecycled
