// The texts and numbers of a result, before the host mends them.
#include <algorithm>
#include <cstring>

#include "base/text.hpp"
#include "channel/outcome.hpp"
#include "plugin_check/check.hpp"
#include "plugin_check/raw_channel.hpp"
#include "plugin_check/trial.hpp"

namespace lifecycled::plugin_check {
namespace {

// "": none.
struct Fault {
  std::string text;
  bool is_mended = false;  // by the host, so it only looks worse than the author meant
};

// What is wrong with one text of a result.
Fault fault_of(const char* text) {
  if (text == nullptr) return {"is null; \"\" means absent"};
  const std::string_view view(text);
  if (!is_utf8(view)) return {"is not UTF-8: \"" + clean_line(view, 100) + "\"", true};
  const bool has_control =
      std::ranges::any_of(view, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; });
  if (!has_control) return {};
  return {"is not one line of text: \"" + clean_line(view, 100) + "\"", true};
}

bool is_currency(std::string_view text) {
  return text.empty() ||
         (text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; }));
}

// Any thread of the plugin; so it tells, and throws nothing.
Fault fault_of(const lc_result& r) {
  if (r.struct_size < offsetof(lc_result, scope))
    return {"struct_size is not set; make it from LC_RESULT_INIT"};
  if (LC_HAS(&r, scope) && !scope_from_number(r.scope))
    return {"scope is " + std::to_string(r.scope) + ", which does not exist"};
  if (LC_HAS(&r, cost_micros) && r.cost_micros < 0)
    return {"cost_micros is " + std::to_string(r.cost_micros) + ", below 0"};
  const bool has_currency = LC_HAS(&r, cost_currency) && r.cost_currency != nullptr;
  if (has_currency && !is_currency(r.cost_currency)) {
    return {"cost_currency is \"" + clean_line(r.cost_currency, 20) +
            "\"; it is three capital letters, or \"\""};
  }
  Fault mended;
  const auto told = [&](const char* name, const char* text) {
    Fault fault = fault_of(text);
    if (!fault.text.empty()) fault.text = std::string(name) + " " + fault.text;
    if (fault.is_mended) mended = fault;
    return fault.is_mended ? Fault{} : fault;
  };
  Fault fault;
  if (LC_HAS(&r, pace_key)) fault = told("pace_key", r.pace_key);
  if (fault.text.empty() && LC_HAS(&r, provider_message_id))
    fault = told("provider_message_id", r.provider_message_id);
  if (fault.text.empty() && LC_HAS(&r, detail)) fault = told("detail", r.detail);
  if (fault.text.empty() && LC_HAS(&r, cost_currency)) fault = told("cost_currency", r.cost_currency);
  return fault.text.empty() ? mended : fault;
}

// What providers say on good days and bad ones; a plugin may quote them.
std::vector<Answer> answers(const Subject& subject) {
  std::vector<Answer> all{Answer::lost(), Answer::not_sent()};
  for (const int status : {200, 400, 401, 403, 404, 429, 500, 503}) {
    const ProviderAnswer usual = answer_with_status(subject, status);
    all.push_back({Answer::How::Answered, response_from(usual)});
    for (const char* body :
         {"two\r\nlines\n", "\xFF\xC3(", "{\"error\":{\"message\":\"a\\nb\"},\"id\":\"a\\nb\"}"})
      all.push_back({Answer::How::Answered, response_from({status, usual.headers, body})});
  }
  return all;
}

Finding results_are_well_formed(Subject& subject) {
  RawChannel channel(subject, subject.option_values(), RawChannel::Services::All);
  std::mutex mutex;
  Fault worst;
  channel.when_result = [&](const lc_result& result) {
    const Fault fault = fault_of(result);
    const std::scoped_lock lock(mutex);
    if (worst.text.empty() || (worst.is_mended && !fault.text.empty() && !fault.is_mended)) worst = fault;
  };
  const OutboundMessage message = subject.message();
  std::vector<std::unique_ptr<GuardedMessage>> sent;
  for (const Answer& answer : answers(subject)) {
    channel.answer_with(always(answer));
    sent.push_back(std::make_unique<GuardedMessage>(message, sent.size() + 1));
    const lc_message* const one[] = {sent.back()->fields()};
    channel.submit(one, 1);
    channel.settle(sent.size());
  }
  channel.when_result = nullptr;
  if (worst.text.empty()) return {};
  if (worst.is_mended) return {Verdict::Warning, "in a result, " + worst.text + "; the host makes it one"};
  fail("in a result, " + worst.text);
}

}  // namespace

std::vector<Check> result_checks() {
  return {{"results-are-well-formed",
           "A result's texts are one line of UTF-8 and never null, its scope exists, its cost makes sense.",
           true, "completes-one-of-one", &results_are_well_formed}};
}

}  // namespace lifecycled::plugin_check
