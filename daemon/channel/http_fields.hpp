// Requests and answers of the HTTP service between the structs of lifecycled/ext/http.h and ours. For whoever
// offers that service to a plugin; any thread.
#pragma once

#include "channel/http_service.hpp"
#include "lifecycled/ext/http.h"

namespace lifecycled {

// What a plugin asks for, bounded; tickets are the caller's to look at.
HttpRequest request_from(const lc_http_request& given);
// Calls `done` with it; what it points to lives during the call.
void pass_response(const HttpResponse& response, lc_http_done done, void* user);

}  // namespace lifecycled
