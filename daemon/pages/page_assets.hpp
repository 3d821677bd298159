// The scripts of the one page that has some, embedded from assets/. Constants; any thread.
#pragma once

#include <string_view>

namespace lifecycled {

constexpr std::string_view script_type = "text/javascript; charset=utf-8";
std::string_view push_script();
std::string_view push_worker();

}  // namespace lifecycled
