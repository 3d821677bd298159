#include "web/intake_routes.hpp"

#include <memory>
#include <string>
#include <utility>

#include "store/events.hpp"
#include "store/quarantine.hpp"

namespace lifecycled {
namespace {

constexpr const char* retry_after_s = "5";

Response unauthorized(const WriteKeys& keys) {
  Response response = problem_response(
      401, keys.empty()
               ? "this shop has no write key yet; lifecycled.toml names them in [intake]"
               : "a write key is needed: as the user name of HTTP Basic, as a Bearer token, or as writeKey "
                 "in the body");
  response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"lifecycled\", charset=\"UTF-8\"");
  return response;
}

}  // namespace

IntakeRoutes::IntakeRoutes(Store& store, const Clock& clock, Log log, WriteKeys keys,
                           std::function<void()> on_events)
    : store_(store),
      clock_(clock),
      log_(std::move(log)),
      keys_(std::move(keys)),
      on_events_(std::move(on_events)) {}

void IntakeRoutes::add_to(Router& router, std::size_t most_body_bytes) {
  for (const std::string_view name : {"track", "identify", "page", "screen", "group", "alias", "batch", "import"}) {
    const SegmentCall call = *segment_call(name);
    router.add(
        Method::Post, "/v1/" + std::string(name), most_body_bytes,
        [this, call](Request request) { return answer(call, std::move(request)); }, Throttle::FailedKeys);
  }
}

boost::asio::awaitable<Response> IntakeRoutes::answer(SegmentCall call, Request request) {
  const std::string_view authorization = request.header("authorization");
  std::optional<KeyRights> rights;
  if (!authorization.empty()) rights = keys_.accept(authorization);
  if (!authorization.empty() && !rights) co_return unauthorized(keys_);
  SegmentResult result = read_segment(call, request.body, clock_.now());
  if (authorization.empty()) rights = keys_.accept_key(result.write_key);
  if (!rights) co_return unauthorized(keys_);
  keep_to_rights(result, *rights, call);
  const std::optional<ApiProblem> problem = result.problem;
  if (!result.events.empty() || !result.set_aside.empty()) {
    const bool is_kept = co_await keep(std::move(result));
    if (!is_kept) {
      Response response = problem_response(503, "this could not be stored at the moment; send it again");
      response.headers.emplace_back("Retry-After", retry_after_s);
      co_return response;
    }
  }
  if (problem) co_return problem_response(problem->status, problem->detail, problem->field);
  Response accepted{200, json_type, "{\"success\": true}", {}};
  co_return accepted;
}

boost::asio::awaitable<bool> IntakeRoutes::keep(SegmentResult result) {
  const bool brings_events = !result.events.empty();
  auto write = [result = std::move(result), now = clock_.now()](Database& database) {
    if (!result.events.empty()) Events(database).append(result.events, now);
    for (const SetAside& item : result.set_aside) {
      Quarantine(database).add(EventSource::Http, item.reason, item.body, now);
    }
  };
  try {
    co_await store_.write(std::move(write));
  } catch (const std::exception& failure) {
    // Once for each outage: a shop sends thousands a minute, and the disk stays full for longer.
    if (!is_failing_) log_.error("intake.store_failed", {{"reason", failure.what()}});
    is_failing_ = true;
    co_return false;
  }
  if (is_failing_) log_.info("intake.store_works_again");
  is_failing_ = false;
  if (brings_events && on_events_) on_events_();
  co_return true;
}

}  // namespace lifecycled
