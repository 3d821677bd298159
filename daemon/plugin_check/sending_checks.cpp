// submit() and complete(): what holds for every channel, whatever it sends by.
#include <algorithm>
#include <map>
#include <variant>

#include "base/text.hpp"
#include "plugin_check/check.hpp"
#include "plugin_check/output_capture.hpp"
#include "plugin_check/trial.hpp"

namespace lifecycled::plugin_check {
namespace {

constexpr std::size_t few = 5;  // where a full batch would tell no more

Finding completes_one_of_one(Subject& subject) {
  Trial trial(subject);
  const auto tickets = trial.submit(subject.messages(1));
  trial.settle();
  for (const auto& [deed, text] : trial.misdeeds())
    if (deed == Misdeed::CompletedTwice || deed == Misdeed::NoSuchOutcome) fail(text);
  return {Verdict::Success, shown(trial.result_of(tickets[0]))};
}

Finding completes_full_batch_once(Subject& subject) {
  Trial trial(subject);
  const std::size_t count = trial.full_batch();
  trial.submit(subject.messages(count));
  trial.settle();
  for (const auto& [deed, text] : trial.misdeeds())
    if (deed == Misdeed::CompletedTwice || deed == Misdeed::NoSuchOutcome) fail(text);
  return {Verdict::Success, std::to_string(count) + " messages"};
}

std::vector<OutboundMessage> odd_messages(Subject& subject) {
  const std::string bird = "\xF0\x9F\x90\xA6";                            // four bytes
  const std::string marks = "a\xCC\x81\xCC\x82\xCC\x83\xCC\x84\xCC\x85";  // a heap of combining marks
  const std::string right_to_left = "\xE2\x80\xAE\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D";
  const std::string nowhere =
      "\xEF\xBF\xBE\xEF\xBB\xBF\xE2\x80\x8B\xC2\xAD";  // U+FFFE, BOM, no width, soft hyphen
  const std::string injected = "x\r\nBcc: eve@example.org\r\n\r\n.\r\nDATA";
  std::vector<OutboundMessage> all = subject.messages(9);
  all[0].text = std::string(8u << 20, 'a');
  all[0].html.clear();
  all[1].text = std::string();
  for (int i = 0; i < 100'000; ++i) all[1].text += bird;
  all[2].subject = bird + marks + right_to_left + nowhere;
  all[2].text = all[2].html = all[2].subject;
  all[3].subject = all[3].sender = all[3].list_id = all[3].feedback_id = all[3].unsubscribe_url = injected;
  all[3].idempotency_key = all[3].message_id = all[3].delivery_id = injected;
  all[4].recipient = injected;
  all[5] = OutboundMessage{};
  all[5].idempotency_key = "all-else-is-empty";
  all[6].recipient = std::string(10'000, 'b');
  all[6].headers = {{"X-Odd", injected}, {"", ""}, {injected, "x"}};
  all[7].text = "\x01\x02\x1B[31m\x7F\t\v\f%s%n\"'\\</script>{{ x }}";
  all[7].html = all[7].subject = all[7].text;
  all[8].extra_json = R"({"odd":"\ud83d\udc26","deep":[[[[[[[[1]]]]]]]]})";
  all[8].language = "x-" + std::string(1000, 'y');
  return all;
}

Finding survives_8_mib_and_odd_utf8(Subject& subject) {
  Trial trial(subject);
  // One by one, so that each is tried even where a batch fails as one.
  for (auto& message : odd_messages(subject)) {
    std::vector<OutboundMessage> one;
    one.push_back(std::move(message));
    trial.submit(std::move(one));
    trial.settle();
  }
  for (const auto& [deed, text] : trial.misdeeds())
    if (deed == Misdeed::CompletedTwice || deed == Misdeed::NoSuchOutcome) fail(text);
  return {};
}

Finding starts_before_it_sends(Subject& subject) {
  Trial trial(subject);
  trial.submit(subject.messages(std::min<std::size_t>(trial.full_batch(), few)));
  trial.settle();
  for (const auto& [deed, text] : trial.misdeeds())
    if (deed == Misdeed::SentWithoutStart) fail(text);
  const auto results = trial.results();
  const bool any_went_out = std::ranges::any_of(results, [](const AttemptResult& r) {
    return r.outcome == Outcome::Accepted || r.outcome == Outcome::Delivered;
  });
  if (!any_went_out) skip("nothing was accepted here: " + shown(results.front()));
  return {};
}

Finding obeys_a_refused_start(Subject& subject) {
  Trial::Settings settings;
  settings.options = subject.option_values();
  settings.may_start = false;
  Trial trial(subject, std::move(settings));
  trial.submit(subject.messages(std::min<std::size_t>(trial.full_batch(), few)));
  trial.settle();
  for (const auto& result : trial.results()) {
    switch (result.outcome) {
      case Outcome::Accepted:
      case Outcome::Delivered:
        fail("a message that was not allowed to start was sent: " + shown(result));
      case Outcome::InDoubt:
        fail("a message that was not allowed to start cannot be in doubt: " + shown(result));
      case Outcome::Rejected:
      case Outcome::InvalidAddress:
        skip("it is refused before it could start: " + shown(result));
      case Outcome::Transient:
      case Outcome::RateLimited:
      case Outcome::ChannelDown:
        break;
    }
  }
  return {};
}

Finding no_secret_in_log(Subject& subject) {
  const OptionValues values = subject.option_values();
  const auto secrets = subject.secrets(values);
  const std::string recipient = subject.message().recipient;
  std::string address_seen;
  for (const int status : {200, 400, 401, 429, 500, -1, 0}) {
    Trial::Settings settings;
    settings.options = values;
    settings.script = status > 0    ? always(answer_with_status(subject, status))
                      : status == 0 ? always(Answer::not_sent())
                                    : always(Answer::lost());
    const OutputCapture output;
    Trial trial(subject, std::move(settings));
    trial.submit(subject.messages(1));
    trial.settle();
    const std::string printed = output.text();
    for (const auto& secret : secrets)
      if (printed.find(secret) != printed.npos) fail("a secret is printed; output ends in the system's log");
    std::vector<std::string> said = trial.lines();
    for (const auto& result : trial.results()) {
      said.push_back(result.detail);
      said.push_back(result.pace_key);
      said.push_back(result.provider_message_id);
    }
    for (const auto& line : said) {
      for (const auto& secret : secrets)
        if (line.find(secret) != line.npos) fail("a secret stands in \"" + clean_line(line, 100) + "\"");
      if (line.find(recipient) != line.npos) address_seen = line;
    }
    for (const auto& request : trial.provider().requests()) {
      for (const auto& secret : secrets)
        if (request.url.find(secret) != request.url.npos)
          return {Verdict::Warning,
                  "a secret stands in the URL, which proxies and servers write to their logs"};
    }
  }
  if (!address_seen.empty())
    return {Verdict::Warning, "the customer's address stands in \"" + clean_line(address_seen, 100) + "\""};
  if (secrets.empty()) return {Verdict::Success, "it has no secrets"};
  return {};
}

// The same with other secrets, of the same shape as far as a checker can know.
OptionValues with_other_secrets(Subject& subject, OptionValues values) {
  for (const auto& option : subject.options()) {
    auto* text = option.type == OptionType::Secret ? std::get_if<std::string>(&values[option.key]) : nullptr;
    if (text == nullptr || text->empty()) continue;
    char& middle = (*text)[text->size() / 2];
    middle = middle == 'x' ? 'y' : 'x';
  }
  return values;
}

// What one message's first request carries, part by part: "url", "body", and each header.
using Parts = std::map<std::string, std::string>;
Parts parts_of(Trial& trial) {
  if (trial.provider().requests().empty()) return {};
  const HttpRequest& request = trial.provider().requests().front();
  Parts parts{{"URL", request.url}, {"body", request.body}};
  for (const auto& [name, value] : request.headers) parts["header " + name] = value;
  return parts;
}

Trial::Settings with_options(OptionValues values) {
  Trial::Settings settings;
  settings.options = std::move(values);
  return settings;
}

Parts parts_alone(Subject& subject, const OptionValues& values) {
  Trial trial(subject, with_options(values));
  trial.submit(subject.messages(1));
  trial.settle();
  return parts_of(trial);
}

// Of two channels at once, each must carry its own secrets, whichever was made last.
void expect_own_secrets(Subject& subject) {
  const OptionValues values = subject.option_values(1);
  const OptionValues others = with_other_secrets(subject, subject.option_values(1));
  Parts own, foreign;
  try {
    own = parts_alone(subject, values);
    foreign = parts_alone(subject, others);
  } catch (const PluginRefusal&) {
    return;  // it knows that these are no secrets of its provider
  }
  Trial first(subject, with_options(values));
  Trial second(subject, with_options(others));
  for (Trial* one : {&first, &second}) {
    one->submit(subject.messages(1));
    one->settle();
    const Parts& wrong = one == &first ? foreign : own;
    const Parts& right = one == &first ? own : foreign;
    for (const auto& [name, value] : parts_of(*one)) {
      const auto there = wrong.find(name);
      if (there == wrong.end() || there->second != value) continue;
      const auto here = right.find(name);
      if (here == right.end() || here->second != value)
        fail("with two channels, the " + name + " of one's request is made with the other one's secrets");
    }
  }
}

Finding two_channels_share_nothing(Subject& subject) {
  Trial::Settings settings;
  settings.options = subject.option_values(1);
  settings.first_ticket = 1001;
  auto first = std::make_unique<Trial>(subject, std::move(settings));
  Trial::Settings others;
  others.options = subject.option_values(2);
  others.first_ticket = 2001;
  Trial second(subject, std::move(others));
  for (int round = 0; round < 3; ++round) {
    first->submit(subject.messages(1));
    second.submit(subject.messages(1));
  }
  first->settle();
  second.settle();
  for (const Trial* one : {&*first, &second})
    for (const auto& [deed, text] : one->misdeeds())
      if (deed == Misdeed::CompletedTwice) fail("a ticket went to the other channel: " + text);
  first->end();
  first.reset();
  // The other one goes on as before.
  second.submit(subject.messages(1));
  second.settle();
  expect_own_secrets(subject);
  return {};
}

}  // namespace

std::vector<Check> sending_checks() {
  constexpr std::string_view created = "creates-with-defaults", sends = "completes-one-of-one";
  return {
      {"completes-one-of-one", "One message is completed exactly once, with an outcome that exists.", true,
       created, &completes_one_of_one},
      {"completes-full-batch-once", "As many messages as it takes at once are completed exactly once each.",
       true, sends, &completes_full_batch_once},
      {"survives-8-mib-and-odd-utf8", "Long texts, odd characters, line breaks and empty fields harm nobody.",
       true, sends, &survives_8_mib_and_odd_utf8},
      {"starts-before-it-sends", "Each ticket is started before its message can reach a provider.", true,
       sends, &starts_before_it_sends},
      {"obeys-a-refused-start", "What may not start is not sent, and is left to be tried again.", true, sends,
       &obeys_a_refused_start},
      {"no-secret-in-log",
       "Neither secrets nor addresses appear in log lines, output, details and message ids.", true, sends,
       &no_secret_in_log},
      {"two-channels-share-nothing",
       "Two channels of one library do not disturb each other, nor does the end of one.", true, sends,
       &two_channels_share_nothing},
  };
}

}  // namespace lifecycled::plugin_check
