#include "channel/http_fields.hpp"

#include <algorithm>
#include <vector>

#include "channel/c_text.hpp"

namespace lifecycled {
namespace {

constexpr std::uint32_t largest_response = 8u << 20;
constexpr std::uint32_t longest_timeout_ms = 10 * 60 * 1000;

}  // namespace

HttpRequest request_from(const lc_http_request& given) {
  HttpRequest request;
  request.method = text_or_empty(given.method);
  request.url = text_or_empty(given.url);
  for (const char* const* at = given.headers; at != nullptr && at[0] != nullptr && at[1] != nullptr;
       at += 2) {
    request.headers.emplace_back(at[0], at[1]);
  }
  if (given.body != nullptr) request.body.assign(static_cast<const char*>(given.body), given.body_size);
  if (given.timeout_ms != 0)
    request.timeout = std::chrono::milliseconds(std::min(given.timeout_ms, longest_timeout_ms));
  if (given.response_limit != 0) request.response_limit = std::min(given.response_limit, largest_response);
  return request;
}

void pass_response(const HttpResponse& response, lc_http_done done, void* user) {
  std::vector<const char*> headers;
  for (const auto& [name, value] : response.headers) {
    headers.push_back(name.c_str());
    headers.push_back(value.c_str());
  }
  headers.push_back(nullptr);
  const lc_http_response fields{
      sizeof fields,         response.status,      headers.data(),
      response.body.c_str(), response.body.size(), static_cast<std::uint32_t>(response.retry_after.count()),
      response.error.c_str()};
  done(user, &fields);
}

}  // namespace lifecycled
