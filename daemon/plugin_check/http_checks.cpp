// A plugin that sends by the host's HTTP service: what it makes of its provider's answers.
#include <algorithm>

#include "base/text.hpp"
#include "plugin_check/answers.hpp"
#include "plugin_check/check.hpp"

namespace lifecycled::plugin_check {
namespace {

using std::chrono::milliseconds;
using enum Outcome;

template <int status, Outcome... usual>
Finding status_becomes(Subject& subject) {
  const AttemptResult result = outcome_of(subject, always(answer_with_status(subject, status)));
  const auto own = subject.config().expected.find(status);
  const std::vector<Outcome> wanted =
      own == subject.config().expected.end() ? std::vector{usual...} : own->second;
  const bool is_guess = status < 300 && !subject.config().success;
  if (is_guess && std::ranges::find(wanted, result.outcome) == wanted.end()) {
    return {Verdict::Warning,
            "the checker does not know what this provider says when all is well, and made it up; "
            "write [check.http] success = { body = '...' } (it became " +
                shown(result) + ")"};
  }
  return expect_outcome(result, wanted, std::to_string(status));
}

Finding honours_retry_after(Subject& subject) {
  ProviderAnswer answer = answer_with_status(subject, 429);
  std::erase_if(answer.headers, [](const auto& header) { return header.first == "retry-after"; });
  answer.headers.emplace_back("retry-after", "37");
  const AttemptResult result = outcome_of(subject, always(answer));
  if (result.outcome != RateLimited) skip("429 does not become rate_limited, but " + shown(result));
  if (result.retry_after != std::chrono::seconds(37))
    fail("the provider says \"Retry-After: 37\", the plugin passes on " +
         std::to_string(result.retry_after.count()) + " ms; pass on retry_after_ms of the response");
  return {};
}

Finding lost_answer_is_in_doubt(Subject& subject) {
  return expect_outcome(outcome_of(subject, always(Answer::lost())), {InDoubt}, "an answer that was lost");
}

Finding unsent_request_is_transient(Subject& subject) {
  return expect_outcome(outcome_of(subject, always(Answer::not_sent())), {Transient},
                        "a request that never left");
}

Finding waits_for_a_slow_answer(Subject& subject) {
  Trial trial(subject, answering(subject, always(Answer::later())));
  const auto tickets = trial.submit(subject.messages(1));
  trial.turn_for(subject.config().patience,
                 [&] { return trial.provider().held() > 0 || trial.is_complete(tickets[0]); });
  trial.turn_for(milliseconds(250));
  require_requests(trial);
  if (trial.is_complete(tickets[0]))
    fail("it is completed before the provider has answered: " + shown(trial.result_of(tickets[0])));
  trial.provider().release(always(answer_with_status(subject, 200)));
  trial.settle();
  trial.expect_good_manners();
  return {};
}

std::vector<std::string> garbage() {
  using namespace std::string_literals;
  return {"",
          "{",
          "null",
          "[]",
          "[[]]",
          "{}",
          "\xFF\xFE\x00\xC0"s,
          R"({"messages":null,"id":null,"error":null})",
          R"({"messages":[null],"id":[],"error":"x","sid":{}})",
          R"({"id":-1e999,"message_id":18446744073709551616})",
          std::string(50'000, '['),
          std::string(900'000, 'x'),
          "<html><body>Bad Gateway</body></html>",
          "{\"id\":\"a\0b\"}"s};
}

Finding survives_garbage_answers(Subject& subject) {
  Trial trial(subject, answering(subject, always(Answer::lost())));
  for (const int status : {200, 202, 400, 500}) {
    for (const std::string& body : garbage()) {
      trial.provider().set_script(always(ProviderAnswer{status, {{"x-odd", std::string(5000, 'y')}}, body}));
      trial.submit(subject.messages(1));
      trial.turn_for(subject.config().patience, [&] { return trial.channel().open() == 0; });
      if (trial.channel().open() > 0)
        fail("a message is never completed after " + std::to_string(status) + " with \"" +
             clean_line(body, 40) + "\"");
    }
  }
  trial.settle();
  require_requests(trial);
  trial.expect_good_manners();
  return {};
}

bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != others.npos;
  });
}

void expect_well_formed(const HttpRequest& request) {
  if (!is_token(request.method)) fail("a request has no method, or an odd one");
  const bool has_scheme = request.url.starts_with("https://") || request.url.starts_with("http://");
  const auto is_blank = [](char c) { return c >= 0 && c <= ' '; };
  if (!has_scheme || std::ranges::any_of(request.url, is_blank))
    fail("a request goes to \"" + clean_line(request.url, 100) + "\", which is no URL");
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) fail("a header has the name \"" + clean_line(name, 100) + "\"");
    if (value.find_first_of("\r\n") != value.npos)
      fail("the header " + name + " holds a line break; a message can set headers");
    if (const auto small = lower_ascii(name);
        small == "content-length" || small == "transfer-encoding" || small == "connection")
      fail("the header " + name + " is the host's");
  }
}

Finding sends_well_formed_requests(Subject& subject) {
  Trial trial(subject);
  const std::string injected = "x\r\nX-Injected: yes\r\n\r\n /?&#";
  std::vector<OutboundMessage> messages = subject.messages(3);
  // Not keys and ids: these the daemon makes itself.
  for (auto* text :
       {&messages[1].subject, &messages[1].text, &messages[1].sender, &messages[1].unsubscribe_url})
    *text = injected;
  messages[2].recipient = injected;
  for (auto& message : messages) {
    std::vector<OutboundMessage> one;
    one.push_back(std::move(message));
    trial.submit(std::move(one));
  }
  trial.settle();
  require_requests(trial);
  for (const auto& request : trial.provider().requests()) expect_well_formed(request);
  return {};
}

// Whether a request came twice, or two that hold the message's recipient, with a ticket or without.
bool is_repeated(const std::vector<HttpRequest>& requests, const std::string& recipient) {
  std::size_t to_recipient = 0;
  for (auto one = requests.begin(); one != requests.end(); ++one) {
    const bool is_for_him = one->body.find(recipient) != std::string::npos;
    if (is_for_him && ++to_recipient > 1) return true;
    const bool came_before = std::any_of(requests.begin(), one, [&](const HttpRequest& earlier) {
      return earlier.method == one->method && earlier.url == one->url && earlier.body == one->body;
    });
    if (came_before) return true;
  }
  return false;
}

Finding never_retries(Subject& subject) {
  for (const int status : {500, 429, -1, 0}) {
    const auto script = status > 0    ? always(answer_with_status(subject, status))
                        : status == 0 ? always(Answer::not_sent())
                                      : always(Answer::lost());
    Trial trial(subject, answering(subject, script));
    const auto tickets = trial.submit(subject.messages(1));
    trial.settle();
    require_requests(trial);
    const std::size_t asked = trial.provider().requests().size();
    // A second request, when the first one may have started it already, is a second message.
    if (trial.starts_of(tickets[0]) > 1 || (status == 0 && asked > 1) ||
        is_repeated(trial.provider().requests(), subject.message().recipient))
      fail("it sends by itself again after " + (status > 0 ? std::to_string(status) : "no answer") +
           "; only the host decides that");
    trial.turn_for(milliseconds(50));
    if (trial.provider().requests().size() > asked) fail("it goes on asking after the ticket is completed");
  }
  return {};
}

}  // namespace

std::vector<Check> http_checks() {
  constexpr std::string_view sends = "completes-one-of-one";
  return {
      {"http-200-becomes-accepted", "What the provider took is accepted or delivered.", true, sends,
       &status_becomes<200, Accepted, Delivered>},
      {"http-400-becomes-rejected", "400 ends the message; it never was accepted and never will be.", true,
       sends, &status_becomes<400, Rejected, InvalidAddress>},
      {"http-401-becomes-channel-down", "A wrong key stops the channel and costs no message.", true, sends,
       &status_becomes<401, ChannelDown>},
      {"http-403-becomes-channel-down",
       "So does a key that lacks the right; some providers mean the message.", true, sends,
       &status_becomes<403, ChannelDown, Rejected>},
      {"http-404-becomes-final",
       "404 is about the address, the message or the whole channel, and no reason to retry.", true, sends,
       &status_becomes<404, Rejected, InvalidAddress, ChannelDown>},
      {"http-410-becomes-final", "So is 410.", true, sends,
       &status_becomes<410, Rejected, InvalidAddress, ChannelDown>},
      {"http-429-becomes-rate-limited", "Too many requests slow the channel down.", true, sends,
       &status_becomes<429, RateLimited>},
      {"honours-retry-after", "Retry-After is passed on to the host.", true, sends, &honours_retry_after},
      {"http-500-becomes-transient", "A failure of the provider is tried again, or is in doubt.", true, sends,
       &status_becomes<500, Transient, InDoubt>},
      {"http-503-becomes-transient", "A provider that is away is tried again.", true, sends,
       &status_becomes<503, Transient, InDoubt, RateLimited>},
      {"http-504-becomes-transient", "A gateway that waited in vain may have passed the message on.", true,
       sends, &status_becomes<504, Transient, InDoubt>},
      {"unsent-request-is-transient", "A request that never left is tried again.", true, sends,
       &unsent_request_is_transient},
      {"lost-answer-is-in-doubt", "A message whose answer was lost is in doubt, never failed.", true, sends,
       &lost_answer_is_in_doubt},
      {"waits-for-a-slow-answer", "Nothing is completed before the provider has answered, then exactly once.",
       true, sends, &waits_for_a_slow_answer},
      {"survives-garbage-answers",
       "Whatever the provider's body holds, each message is completed exactly once.", true, sends,
       &survives_garbage_answers},
      {"sends-well-formed-requests", "Methods, URLs and headers are well formed, whatever a message holds.",
       true, sends, &sends_well_formed_requests},
      {"never-retries", "The plugin sends each message once and leaves the rest to the host.", true, sends,
       &never_retries},
  };
}

}  // namespace lifecycled::plugin_check
