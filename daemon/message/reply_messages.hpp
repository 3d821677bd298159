// Messages that answer what a customer wrote to us, by the names of their files: no campaign names them, and
// a shop that has no such file gives no such answer. Anyone, any thread.
#pragma once

#include <array>
#include <string_view>

namespace lifecycled {

constexpr std::string_view stopped_message = "replies/stopped";          // no more marketing
constexpr std::string_view stopped_all_message = "replies/stopped-all";  // no more of anything
constexpr std::string_view started_message = "replies/started";
constexpr std::string_view help_message = "replies/help";
constexpr std::array reply_messages{stopped_message, stopped_all_message, started_message, help_message};

constexpr bool is_reply_message(std::string_view name) { return name.starts_with("replies/"); }

}  // namespace lifecycled
