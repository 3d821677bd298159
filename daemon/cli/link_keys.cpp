#include "cli/link_keys.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.hpp"
#include "base/file.hpp"
#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "cli/data_command.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t longest_file = 65'536;
// Each costs every request of a page a hash.
constexpr std::size_t most_keys = 20;

boost::json::object told(const std::vector<LinkKey>& keys) {
  boost::json::array list;
  for (const LinkKey& key : keys) {
    boost::json::object one{{"id", id_of(key)}, {"signs", &key == &keys.front()}};
    one["made"] = key.made ? boost::json::value(format_instant(*key.made)) : boost::json::value(nullptr);
    list.push_back(std::move(one));
  }
  return {{"keys", std::move(list)}};
}

void retire(std::vector<LinkKey>& keys, const std::string& id) {
  const auto found = std::ranges::find(keys, id, id_of);
  if (found == keys.end())
    throw CommandError(fmt::format("there is no key \"{}\"; `lifecycled keys list` shows them", id));
  if (found == keys.begin())
    throw CommandError(fmt::format("{} signs the links of today; rotate first, and retire it later", id));
  keys.erase(found);
}

}  // namespace

std::vector<LinkKey> read_link_keys(const std::filesystem::path& file) {
  std::vector<LinkKey> keys;
  const std::string text = read_file(file, longest_file);
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view whole = trimmed(line);
    if (whole.empty()) continue;
    const auto blank = whole.rfind(' ');
    const auto made = blank == whole.npos ? std::nullopt : parse_instant(whole.substr(blank + 1));
    // A key that a person wrote may have blanks in it.
    keys.push_back({std::string(made ? trimmed(whole.substr(0, blank)) : whole), made});
  }
  if (keys.empty())
    throw std::runtime_error(fmt::format("{}: holds no key; restore it from your backup", file.string()));
  return keys;
}

std::vector<std::string> secrets_of(const std::vector<LinkKey>& keys) {
  std::vector<std::string> secrets;
  for (const LinkKey& key : keys) secrets.push_back(key.secret);
  return secrets;
}

LinkKey make_link_key(Random& random, Instant now) {
  std::array<unsigned char, 32> key{};
  random.fill(key);
  return {to_hex({reinterpret_cast<const char*>(key.data()), key.size()}), now};
}

void write_link_keys(const std::filesystem::path& file, const std::vector<LinkKey>& keys) {
  std::string text;
  for (const LinkKey& key : keys) {
    text += key.secret;
    if (key.made) text += " " + format_instant(*key.made);
    text += '\n';
  }
  write_file(file, text, 0600);
  // A key of root's would be closed to the daemon.
  struct stat folder{};
  if (::geteuid() != 0 || ::stat(file.parent_path().c_str(), &folder) != 0) return;
  if (::chown(file.c_str(), folder.st_uid, folder.st_gid) != 0)
    throw std::runtime_error(fmt::format("{}: cannot be given to the daemon's user", file.string()));
}

std::string id_of(const LinkKey& key) {
  return to_hex(bytes_of(sha256("link key " + key.secret))).substr(0, 8);
}

boost::json::object change_link_keys(const std::filesystem::path& file, Random& random, Instant now,
                                     const boost::json::object& arguments) {
  const std::string act = text_at(arguments, "act").value_or("list");
  auto keys = read_link_keys(file);
  if (act == "rotate") {
    if (keys.size() >= most_keys)
      throw CommandError(fmt::format("there are {} keys; retire the oldest first", keys.size()));
    keys.insert(keys.begin(), make_link_key(random, now));
  } else if (act == "retire") {
    retire(keys, text_at(arguments, "id").value_or(""));
  } else if (act != "list") {
    throw CommandError(fmt::format("\"{}\" is nothing that can be done to keys", act));
  }
  if (act != "list") write_link_keys(file, keys);
  return told(keys);
}

}  // namespace lifecycled
