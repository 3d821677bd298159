// What is around a page's words: its style sheet made small, its policy, the shop's logo. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "config/page_files.hpp"

namespace lifecycled {

// Without comments and the blanks that CSS does not need, and without what other pages need: a comment
// "pages: order review" begins rules of these pages alone, "all pages" those of all.
std::string compact_style(std::string_view css, std::string_view page);

// Content-Security-Policy. The hash is that of the one style sheet: whatever else came into the page would
// neither run nor show. `script` is the one that stands in the page, "" for none.
std::string page_policy(std::string_view style, bool has_foreign_pictures, std::string_view script);

// A data: address, or "" for none.
std::string picture_address(const PageLogo& logo);

}  // namespace lifecycled
