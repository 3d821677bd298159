// The folder messages/pictures into PictureFiles. Called by load alone; one thread.
#pragma once

#include <filesystem>
#include <string>

#include "base/problem.hpp"
#include "config/picture_file.hpp"

namespace lifecycled {

// A mail with pictures is its text and all of them, a third larger for base64; Gmail and others refuse 25 MB,
// and customers wait for it much sooner.
constexpr std::size_t most_picture_bytes = 256 * 1024;
constexpr std::size_t most_pictures_bytes = 16 * 1024 * 1024;  // of the folder, which is kept in memory

// `shown` is how problems call the folder. What mail programs do not show, or what is too large, is a
// problem.
PictureFiles read_pictures(const std::filesystem::path& folder, const std::string& shown, Problems& problems);

// "image/png", "image/jpeg" or "image/gif" by the first bytes; "" for all else.
std::string_view mail_picture_type(std::string_view bytes);

}  // namespace lifecycled
