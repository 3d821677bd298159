// How a request is refused that no handler answers: a program hears it as a problem in JSON, a person's
// browser gets the page that the router was given. Io thread.
#pragma once

#include <string>
#include <string_view>

#include "base/time.hpp"
#include "web/request.hpp"
#include "web/response.hpp"
#include "web/router.hpp"

namespace lifecycled {

// What must be known of a request that may be gone, or was never read to its end.
struct Asker {
  bool is_person = false;  // asks for HTML
  std::string accept_language = {};
};
Asker asker_of(const Request& request);

Response refusal(const Router& router, const Asker& asker, unsigned status, std::string_view detail);
// Who has asked for too much, and has to wait.
Response busy_refusal(const Router& router, const Asker& asker, Milliseconds wait);

}  // namespace lifecycled
