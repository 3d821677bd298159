#include "web/refusal.hpp"

#include <algorithm>

namespace lifecycled {

Asker asker_of(const Request& request) {
  return {request.header("accept").find("text/html") != std::string_view::npos,
          std::string(request.header("accept-language"))};
}

Response refusal(const Router& router, const Asker& asker, unsigned status, std::string_view detail) {
  if (asker.is_person && router.error_page()) return router.error_page()(status, asker.accept_language);
  return problem_response(status, detail);
}

Response busy_refusal(const Router& router, const Asker& asker, Milliseconds wait) {
  const auto seconds = std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(wait).count());
  Response response = refusal(router, asker, 429, "too many requests came from this address");
  response.headers.emplace_back("Retry-After", std::to_string(seconds));
  return response;
}

}  // namespace lifecycled
