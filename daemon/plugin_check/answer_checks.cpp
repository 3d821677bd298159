// A plugin that sends by the host's HTTP service: which answers must not cost a customer his address, or
// bring him the same message twice.
#include <algorithm>

#include "base/text.hpp"
#include "plugin_check/answers.hpp"
#include "plugin_check/check.hpp"

namespace lifecycled::plugin_check {
namespace {

using enum Outcome;

// What a plugin makes of a bare status, of which nobody said that it is about the address.
Finding final_statuses_keep_the_address(Subject& subject) {
  std::string suppressing;
  for (const int status : {400, 404, 410}) {
    if (subject.config().by_status.contains(status)) continue;
    // Web push says by these that the subscription is over (RFC 8030).
    if (status != 400 && std::string_view(subject.type().address_kind) == "webpush") continue;
    const auto result = outcome_of(subject, always(answer_with_status(subject, status)));
    if (result.outcome != InvalidAddress) continue;
    suppressing += (suppressing.empty() ? "" : ", ") + std::to_string(status);
  }
  if (suppressing.empty()) return {};
  return {Verdict::Warning,
          suppressing +
              " becomes invalid_address whatever the body says, so a wrong URL suppresses every "
              "address; if it does mean the address, describe it as [check.http] status." +
              suppressing.substr(0, 3) + " = { body = '...', expect = [\"invalid_address\"] }"};
}

Finding a_redirect_is_no_success(Subject& subject) {
  for (const int status : {302, 304, 307}) {
    ProviderAnswer answer = answer_with_status(subject, status);
    answer.headers.emplace_back("location", "https://elsewhere.example.org/");
    expect_outcome(outcome_of(subject, always(answer)), {Transient, Rejected, ChannelDown, InDoubt},
                   std::to_string(status));
  }
  return {};
}

Finding an_odd_success_is_not_repeated(Subject& subject) {
  std::string rejected;
  for (const std::string body : {"", "{}", "all is well", "<html><body>hello</body></html>"}) {
    const auto result = outcome_of(subject, always(ProviderAnswer{200, {}, body}));
    if (result.outcome == Rejected) rejected = body;
    expect_outcome(result, {Accepted, Delivered, InDoubt, Rejected},
                   "200 with \"" + clean_line(body, 40) + "\", which may have been accepted,");
  }
  const auto said = subject.config().success;
  if (rejected.empty() || (said && said->body == rejected)) return {};
  return {Verdict::Warning, "200 with \"" + clean_line(rejected, 40) +
                                "\" becomes rejected, though it may have been accepted; say in_doubt"};
}

// All that a request carries, as one text.
std::string all_of(const HttpRequest& request) {
  std::string text = request.method + " " + request.url + "\n";
  for (const auto& [name, value] : request.headers) text += name + ": " + value + "\n";
  return text + "\n" + request.body;
}

std::string sent_with_key(Subject& subject, const std::string& key) {
  Trial trial(subject);
  auto messages = subject.messages(1);
  messages[0].idempotency_key = key;
  trial.submit(std::move(messages));
  trial.settle();
  require_requests(trial);
  std::string all;
  for (const auto& request : trial.provider().requests()) all += all_of(request);
  return all;
}

Finding deduplicates_by_the_key(Subject& subject) {
  if (!Trial(subject).capabilities().deduplicates)
    return {Verdict::Success, "it does not promise that the provider deduplicates"};
  const std::string key = "3fd1c0a2e59b4786", other = "a94e07cc1b6d4f25";
  const std::string sent = sent_with_key(subject, key);
  if (sent.find(key) != sent.npos) return {};
  if (sent_with_key(subject, other) == sent)
    fail(
        "deduplicates is true, but no request differs with the message's idempotency_key: "
        "what is in doubt will arrive twice");
  return {
      Verdict::Warning,
      "deduplicates is true, but idempotency_key stands in no request as it is; be sure that what is sent "
      "in its place is the same for every attempt"};
}

}  // namespace

std::vector<Check> answer_checks() {
  constexpr std::string_view sends = "completes-one-of-one";
  return {
      {"final-statuses-keep-the-address",
       "A bare 400, 404 or 410 suppresses no address; a body that says so may.", true, sends,
       &final_statuses_keep_the_address},
      {"a-redirect-is-no-success", "The host follows no redirect, so a message that got one was not taken.",
       true, sends, &a_redirect_is_no_success},
      {"an-odd-success-is-not-repeated",
       "A 2xx whose body means nothing to the plugin may be a success, and is not sent again.", true, sends,
       &an_odd_success_is_not_repeated},
      {"deduplicates-by-the-key", "Who promises deduplication sends the idempotency_key along.", true, sends,
       &deduplicates_by_the_key},
  };
}

}  // namespace lifecycled::plugin_check
