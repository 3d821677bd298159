#include "cli/erasure_log.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <set>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/crypto.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t largest_log = std::size_t{1} << 30;

class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path)
      : path_(path), descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) fail("cannot open");
  }
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  // A crash may have left half a line: it was acknowledged to nobody, and must not swallow ours.
  bool ends_within_a_line() const {
    char last = '\n';
    const off_t size = ::lseek(descriptor_, 0, SEEK_END);
    return size > 0 && ::pread(descriptor_, &last, 1, size - 1) == 1 && last != '\n';
  }
  void append(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t count = ::write(descriptor_, text.data(), text.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail("cannot write");
      text.remove_prefix(static_cast<std::size_t>(count));
    }
    if (::fsync(descriptor_) != 0) fail("cannot bring to disk");
  }

 private:
  [[noreturn]] void fail(const char* what) const {
    throw std::runtime_error(fmt::format("{}: {}: {}", path_.string(), what, std::strerror(errno)));
  }

  std::filesystem::path path_;
  int descriptor_;
};

}  // namespace

std::string ErasureLog::hash(std::string_view kind, std::string_view value) const {
  return to_hex(bytes_of(hmac_sha256(key_, fmt::format("{} {}", kind, value))).substr(0, 16));
}

void ErasureLog::append(const std::string& id, Instant at, const std::vector<Identifier>& known_by) const {
  // An address may be another customer's as well; it stands for this one only where nothing else does.
  const auto is_own = [](const Identifier& one) { return one.kind.ends_with(" id"); };
  const bool has_own = std::ranges::any_of(known_by, is_own);
  std::string line = format_instant(at) + " " + id;
  for (const Identifier& one : known_by) {
    if (!has_own || is_own(one)) line += " " + hash(one.kind, one.value);
  }
  const OpenFile file(file_);
  file.append((file.ends_within_a_line() ? "\n" : "") + line + " .\n");
}

std::vector<ErasureLog::Entry> ErasureLog::read() const {
  std::vector<Entry> out;
  if (!std::filesystem::exists(file_)) return out;
  const std::string text = read_file(file_, largest_log);
  for (const std::string_view line : split(text, '\n')) {
    const auto words = split(line, ' ');
    // The point says that the line is whole.
    if (words.size() < 3 || words.back() != ".") continue;
    Entry entry{std::string(words[1]), {}};
    for (std::size_t i = 2; i + 1 < words.size(); ++i) entry.hashes.emplace_back(words[i]);
    out.push_back(std::move(entry));
  }
  return out;
}

std::size_t erase_again(Database& database, const ErasureLog& log, Instant now) {
  Erasures erasures(database);
  std::map<std::string, std::string> unknown;  // hash -> erasure
  std::set<std::string> ids;
  for (const ErasureLog::Entry& entry : log.read()) {
    if (erasures.find(entry.id)) continue;
    ids.insert(entry.id);
    for (const std::string& hash : entry.hashes) unknown.emplace(hash, entry.id);
  }
  if (ids.empty()) return 0;
  std::map<CustomerId, std::string> there;
  erasures.each_identifier([&](CustomerId customer, const std::string& kind, const std::string& value) {
    if (const auto found = unknown.find(log.hash(kind, value)); found != unknown.end())
      there.emplace(customer, found->second);
  });
  std::size_t begun = 0;
  for (const auto& [customer, id] : there) {
    // One person may have been two visitors then.
    const std::string own = ids.erase(id) > 0 ? id : fmt::format("{}.{}", id, customer);
    if (erasures.begin({own, customer, ErasureReason::Asked, now, 0, std::nullopt})) ++begun;
  }
  for (const std::string& id : ids) erasures.note_unknown(id, now);
  return begun;
}

}  // namespace lifecycled
