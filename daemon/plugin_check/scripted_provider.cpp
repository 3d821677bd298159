#include "plugin_check/scripted_provider.hpp"

#include <atomic>
#include <charconv>
#include <utility>

namespace lifecycled::plugin_check {

void ScriptedProvider::send(HttpRequest request, Done done) {
  const std::scoped_lock lock(mutex_);
  if (!is_closed_) arrived_.push_back({std::move(request), std::move(done)});
}

bool ScriptedProvider::turn() {
  std::vector<Waiting> arrived;
  {
    const std::scoped_lock lock(mutex_);
    arrived.swap(arrived_);
  }
  std::vector<Waiting> released = std::exchange(released_, {});
  for (auto& waiting : released) answer(std::move(waiting), true);
  for (auto& waiting : arrived) answer(std::move(waiting), false);
  return !arrived.empty() || !released.empty();
}

void ScriptedProvider::release(Script script) {
  script_ = std::move(script);
  for (auto& waiting : held_) released_.push_back(std::move(waiting));
  held_.clear();
}

const SideAnswer* ScriptedProvider::side_answer_to(const HttpRequest& request) const {
  for (const auto& side : side_answers_) {
    if (request.url.find(side.url_has) != std::string::npos) return &side;
  }
  return nullptr;
}

void ScriptedProvider::answer(Waiting waiting, bool has_left) {
  const auto refuse = [&](int status, const char* error) {
    HttpResponse response;
    response.status = status;
    response.error = error;
    waiting.done(std::move(response));
  };
  const SideAnswer* side = side_answer_to(waiting.request);
  Answer answer = side == nullptr ? script_(waiting.request) : Answer{};
  if (side != nullptr) answer.response = response_from(side->answer);

  if (!has_left && side == nullptr) {
    HttpRequest noted = waiting.request;
    noted.may_start = nullptr;
    requests_.push_back(std::move(noted));
  }
  if (answer.how == Answer::How::NotSent) return refuse(HttpResponse::not_sent, "could not connect");
  if (!has_left && !waiting.request.may_start())
    return refuse(HttpResponse::not_sent, "may not start any more");
  if (answer.how == Answer::How::Lost)
    return refuse(HttpResponse::answer_lost, "timed out after the request was sent");
  if (answer.how == Answer::How::Later) {
    held_.push_back(std::move(waiting));
    return;
  }
  // A longer answer is a lost one: that is the service's promise to the plugin.
  if (answer.response.body.size() > waiting.request.response_limit)
    return refuse(HttpResponse::answer_lost, "the answer is longer than the plugin bears");
  waiting.done(std::move(answer.response));
}

void ScriptedProvider::close() {
  std::vector<Waiting> arrived;
  {
    const std::scoped_lock lock(mutex_);
    is_closed_ = true;
    arrived.swap(arrived_);
  }
  HttpResponse response;
  response.error = "the channel ends";
  for (auto& waiting : arrived) waiting.done(response);
  response.status = HttpResponse::answer_lost;
  for (auto* list : {&held_, &released_}) {
    for (auto& waiting : std::exchange(*list, {})) waiting.done(response);
  }
}

HttpResponse response_from(const ProviderAnswer& answer) {
  static std::atomic<unsigned> last{1000};
  HttpResponse response;
  response.status = answer.status;
  response.headers = answer.headers;
  response.body = answer.body;
  constexpr std::string_view mark = "@ID@";
  for (auto at = response.body.find(mark); at != std::string::npos; at = response.body.find(mark, at))
    response.body.replace(at, mark.size(), std::to_string(++last));
  bool has_type = false;
  for (const auto& [name, value] : answer.headers) {
    has_type = has_type || name == "content-type";
    std::uint32_t seconds = 0;
    if (name == "retry-after" &&
        std::from_chars(value.data(), value.data() + value.size(), seconds).ptr != value.data())
      response.retry_after = std::chrono::seconds(seconds);
  }
  if (!has_type) response.headers.emplace_back("content-type", "application/json");
  return response;
}

}  // namespace lifecycled::plugin_check
