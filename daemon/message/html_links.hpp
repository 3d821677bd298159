// Where the links and tags of an HTML text stand: the values of href in <a> and <area>, as a browser finds
// them (WHATWG HTML, 13.2.5), so that they can be exchanged and every other byte stays. What stands in
// comments (Outlook's conditional ones too), scripts and styles is no link. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lifecycled {

struct HtmlLink {
  std::size_t at = 0, size = 0;  // of the value, without its quotes
  bool is_quoted = true;
  bool is_untracked = false;  // the tag has the attribute data-untracked
  std::string url;            // the value with its character references resolved
};
// In the order in which they stand.
std::vector<HtmlLink> html_links(std::string_view html);

// A start tag, with its brackets, and the address that it names, its references resolved: the `src` of a
// picture, the `href` of all else; "" without one.
struct HtmlTag {
  std::string name;  // in small letters
  std::size_t at = 0, size = 0;
  std::string url;
};
// In the order in which they stand; none of comments, scripts and styles.
std::vector<HtmlTag> html_tags(std::string_view html);

// Where a picture that nobody sees may go: before the last </body>, else at the end.
std::size_t end_of_body(std::string_view html);

}  // namespace lifecycled
