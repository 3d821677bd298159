// What every answer tells browsers, unless the handler has said otherwise: nothing of it runs, is framed, is
// taken for another type, is kept, or tells the next site where its visitor came from. Pure; any thread.
#pragma once

#include <string>

#include "web/response.hpp"

namespace lifecycled {

// `has_tls`: the connection is our own TLS, so that we, and no proxy, promise browsers more of it.
void append_security_headers(std::string& out, const Response& response, bool has_tls);

}  // namespace lifecycled
