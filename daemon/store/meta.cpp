#include "store/meta.hpp"

#include <array>
#include <stdexcept>

#include <SQLiteCpp/Database.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "base/crypto.hpp"
#include "base/file.hpp"

namespace lifecycled {
namespace {

// Which file it is, whatever it is called: a copy has another number, or the same one by chance on another
// disk, but was born later. Not the device: its number may change with a restart of the machine.
std::string identity_of(const std::filesystem::path& file) {
  struct statx status{};
  if (::statx(AT_FDCWD, file.c_str(), 0, STATX_INO | STATX_BTIME, &status) != 0)
    throw std::runtime_error(file.string() + ": cannot be found");
  // A file system that keeps no time of birth says so in the mask, and leaves zero.
  return fmt::format("{}:{}.{:09}", status.stx_ino, status.stx_btime.tv_sec, status.stx_btime.tv_nsec);
}

}  // namespace

std::optional<std::string> Meta::find(std::string_view key) {
  Query query(database_, "SELECT value FROM meta WHERE key = ?1");
  query.bind(key);
  if (!query.step()) return std::nullopt;
  return query.text(0);
}

void Meta::set(std::string_view key, std::string_view value) {
  Query(
      database_,
      "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
      .bind(key, value)
      .run();
}

void Meta::remove(std::string_view key) {
  Query(database_, "DELETE FROM meta WHERE key = ?1").bind(key).run();
}

bool begin_epoch(Database& database, const std::filesystem::path& epoch_file, Random& random) {
  Meta meta(database);
  const auto in_database = meta.find("epoch");
  const auto announced = meta.find("next_epoch");
  const std::string file = identity_of(database.connection().getFilename());
  const std::string left_by_last = std::filesystem::exists(epoch_file) ? read_file(epoch_file, 4096) : "";
  const auto says = [&](const std::optional<std::string>& epoch) {
    return epoch && left_by_last == fmt::format("{} {}\n", *epoch, file);
  };
  // A crash between the two writes below leaves the file one epoch ahead, at the one that the database
  // announced.
  const bool same = !in_database || says(in_database) || says(announced);

  std::array<unsigned char, 16> bytes{};
  random.fill(bytes);
  const std::string next = to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  database.begin();
  meta.set("next_epoch", next);
  database.commit();
  write_file(epoch_file, fmt::format("{} {}\n", next, file), 0640);
  database.begin();
  meta.set("epoch", next);
  meta.remove("next_epoch");
  database.commit();
  return same;
}

}  // namespace lifecycled
