// What a client hears that has asked for too much: a small page for people, in their language, else a
// problem. Any thread.
#pragma once

#include "base/time.hpp"
#include "web/request.hpp"
#include "web/response.hpp"

namespace lifecycled {

Response busy_answer(const Request& request, Milliseconds wait);

}  // namespace lifecycled
