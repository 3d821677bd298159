// Whole files, read with a bound and written so that a crash leaves the old or the new one. Any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace lifecycled {

// Throws std::runtime_error naming path and reason.
std::string read_file(const std::filesystem::path& path, std::size_t most_bytes = 16 << 20);
// Temporary file beside it, fsync, rename. `mode` as in chmod.
void write_file(const std::filesystem::path& path, std::string_view content, unsigned mode = 0644);

// Whether `inside` is that folder or lies in it, however the two are written.
bool holds(const std::filesystem::path& folder, const std::filesystem::path& inside);

}  // namespace lifecycled
