// The network as the plugin under check sees it: answers in the provider's place, as a check tells it to.
// send() comes from any thread of the plugin; everything else is called on the channel's.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "channel/http_service.hpp"
#include "plugin_check/check_config.hpp"

namespace lifecycled::plugin_check {

struct Answer {
  enum class How {
    Answered,
    Lost,     // it went out, nothing came back
    NotSent,  // it could not go out
    Later,    // it went out; release() answers
  } how = How::Answered;
  HttpResponse response;

  static Answer lost() { return {How::Lost, {}}; }
  static Answer not_sent() { return {How::NotSent, {}}; }
  static Answer later() { return {How::Later, {}}; }
};

class ScriptedProvider final : public HttpService {
 public:
  using Script = std::function<Answer(const HttpRequest&)>;

  // Side answers come before the script.
  ScriptedProvider(std::vector<SideAnswer> side_answers, Script script)
      : side_answers_(std::move(side_answers)), script_(std::move(script)) {}

  void send(HttpRequest request, Done done) override;
  void close() override;

  // Answers what has come meanwhile; false when there was nothing.
  bool turn();
  // What was held back gets its answer from this script, at the next turn, and what comes from now on too.
  void release(Script script);
  void set_script(Script script) { script_ = std::move(script); }
  // Whatever was asked, but not what a side answer was for; without functions.
  const std::vector<HttpRequest>& requests() const { return requests_; }
  std::size_t held() const { return held_.size(); }

 private:
  struct Waiting {
    HttpRequest request;
    Done done;
  };
  void answer(Waiting waiting, bool has_left);
  const SideAnswer* side_answer_to(const HttpRequest& request) const;

  const std::vector<SideAnswer> side_answers_;
  Script script_;
  std::vector<HttpRequest> requests_;
  std::vector<Waiting> held_, released_;
  std::mutex mutex_;
  std::vector<Waiting> arrived_;  // guarded by mutex_
  bool is_closed_ = false;        // guarded by mutex_
};

// As the wire has it: "@ID@" becomes a number that no other answer has, Retry-After is understood.
HttpResponse response_from(const ProviderAnswer& answer);

}  // namespace lifecycled::plugin_check
