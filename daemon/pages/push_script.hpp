// The scripts of web push as a browser gets them: parts of assets/ with the daemon's address and the shop's
// key before them. Pure; any thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace lifecycled {

// `daemon` is an expression of JavaScript; `key` the public key (RFC 8292), "" where no channel has one.
std::string push_script(std::string_view daemon, std::string_view key,
                        std::initializer_list<std::string_view> parts);

}  // namespace lifecycled
