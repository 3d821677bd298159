// link.key of the state folder: the keys that sign links, the newest first, a line each with the moment at
// which it was made. What `lifecycled keys` does to it, in the daemon or, with none running, under its lock.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "base/random.hpp"
#include "base/time.hpp"

namespace lifecycled {

struct LinkKey {
  std::string secret;
  std::optional<Instant> made;  // nothing: before moments were kept
};

// Throws std::runtime_error where there is no file or no key in it.
std::vector<LinkKey> read_link_keys(const std::filesystem::path& file);
std::vector<std::string> secrets_of(const std::vector<LinkKey>& keys);
LinkKey make_link_key(Random& random, Instant now);
// A crash leaves the old or the new file, for the owner of its folder alone.
void write_link_keys(const std::filesystem::path& file, const std::vector<LinkKey>& keys);
// Names a key without telling it.
std::string id_of(const LinkKey& key);

// `act` is "list", "rotate" (a new one signs, the others still count) or "retire" (`id` counts no more).
// Throws CommandError.
boost::json::object change_link_keys(const std::filesystem::path& file, Random& random, Instant now,
                                     const boost::json::object& arguments);

}  // namespace lifecycled
