// A mail as the browser shows it: the bytes that were sent, without what a page that is opened here must not
// do. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace lifecycled {

// The HTML of a mail without the picture that tells that it was opened and without links to the page that
// shows it, and with an empty icon, which a browser would ask for otherwise. `public_url` is what our own
// links begin with.
std::string mail_in_browser(std::string_view html, std::string_view public_url);

// The policy of that page. The mail is the shop's own HTML, with the names of strangers in it: it may look as
// it likes, and show pictures of the shop's site, the hosts below it and ourselves, with
// `has_foreign_pictures` those of others too; but it runs nothing, sends no form and frames nothing. As a
// sandbox it shares no origin with our other pages; its links open as in a mail program.
std::string mail_policy(std::string_view shop_url, bool has_foreign_pictures);

}  // namespace lifecycled
