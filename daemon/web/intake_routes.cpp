#include "web/intake_routes.hpp"

#include <algorithm>
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
                           std::function<void()> on_events, KeyBudgets budgets)
    : store_(store),
      clock_(clock),
      log_(std::move(log)),
      keys_(std::move(keys)),
      on_events_(std::move(on_events)),
      budgets_(std::move(budgets)) {}

void IntakeRoutes::add_to(Router& router, std::size_t most_body_bytes) {
  for (const std::string_view name :
       {"track", "identify", "page", "screen", "group", "alias", "batch", "import"}) {
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
  const std::size_t items = std::max<std::size_t>(1, result.events.size() + result.set_aside.size());
  if (const auto wait = budgets_.spend(rights->key, items, clock_.steady_now()))
    co_return too_many(*rights, *wait);
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

// Segment's own clients wait as long as they are told, and send again.
Response IntakeRoutes::too_many(const KeyRights& rights, Milliseconds wait) {
  constexpr std::chrono::minutes between_lines{1};
  ++limited_;
  const SteadyInstant now = clock_.steady_now();
  if (!limit_told_ || now - *limit_told_ >= between_lines) {
    log_.warning("intake.key_limited",
                 {{"kind", rights.speaks_for_the_shop ? "write key" : "browser key"}, {"refused", limited_}});
    limit_told_ = now;
    limited_ = 0;
  }
  Response response =
      problem_response(429, "too many events came with this key; send them again a little later");
  response.headers.emplace_back("Retry-After", std::to_string((wait.count() + 999) / 1000));
  return response;
}

boost::asio::awaitable<bool> IntakeRoutes::keep(SegmentResult result) {
  const bool brings_events = !result.events.empty();
  auto write = [result = std::move(result), now = clock_.now()](Database& database) {
    if (!result.events.empty()) Events(database).append(result.events, now);
    for (const SetAside& item : result.set_aside) {
      Quarantine(database).add(EventSource::Http, item.reason, item.body, now, std::nullopt,
                               {item.door, "", item.sent});
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
