// Which web pages are the shop's: their scripts may talk to us, and no others. Io thread.
#pragma once

#include <string>

#include "pages/page_context.hpp"

namespace lifecycled {

// The origin that the request names is that of [shop] url, with or without www., that of public_url, or our
// own by whatever name it was reached.
bool is_shops_origin(const PageContext& context, const Request& request);
// The answer, for pages of that origin to read.
Response for_origin(Response response, const std::string& origin);

}  // namespace lifecycled
