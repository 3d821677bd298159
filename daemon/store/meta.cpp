#include "store/meta.hpp"

#include <array>
#include <stdexcept>

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/crypto.hpp"
#include "base/file.hpp"

namespace lifecycled {
namespace {

// Which file it is, whatever it is called: a copy has another number.
std::string inode_of(const std::filesystem::path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) throw std::runtime_error(file.string() + ": cannot be found");
  return fmt::format("{}:{}", status.st_dev, status.st_ino);
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

bool begin_epoch(Database& database, const std::filesystem::path& database_file,
                 const std::filesystem::path& epoch_file, Random& random) {
  Meta meta(database);
  const auto in_database = meta.find("epoch");
  const auto announced = meta.find("next_epoch");
  const std::string inode = inode_of(database_file);
  const std::string left_by_last = std::filesystem::exists(epoch_file) ? read_file(epoch_file, 4096) : "";
  const auto says = [&](const std::optional<std::string>& epoch) {
    return epoch && left_by_last == fmt::format("{} {}\n", *epoch, inode);
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
  write_file(epoch_file, fmt::format("{} {}\n", next, inode), 0640);
  database.begin();
  meta.set("epoch", next);
  meta.remove("next_epoch");
  database.commit();
  return same;
}

}  // namespace lifecycled
