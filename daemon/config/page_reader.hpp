// The shop's folder pages/ beside the pages that travel inside the program. Called by load, and by tests; one
// thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "config/page_files.hpp"

namespace lifecycled {

struct ShippedPageFile {
  std::string_view name;  // "unsubscribe.liquid", "texts.nl.toml", "style.css"
  std::string_view text;
};
const std::vector<ShippedPageFile>& shipped_page_files();

// `folder` need not exist. `shown` is how problems name it.
PageFiles read_pages(const std::filesystem::path& folder, const std::string& shown, Problems& problems);

// A picture that goes into every page, and is small therefore.
PageLogo read_logo(const std::string& path, const std::string& shown, const Place& blamed,
                   Problems& problems);

}  // namespace lifecycled
