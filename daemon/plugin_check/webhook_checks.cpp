// A plugin that receives its provider's requests: recorded samples of the author's, and what strangers send.
#include <algorithm>
#include <cctype>
#include <chrono>
#include <thread>
#include <tuple>

#include "base/text.hpp"
#include "plugin_check/check.hpp"
#include "plugin_check/trial.hpp"

namespace lifecycled::plugin_check {
namespace {

void require_webhooks(const Trial& trial) {
  if (!trial.capabilities().receives_webhooks) skip("it offers no lifecycled.webhook/1");
}

void require_samples(const Trial& trial, Subject& subject) {
  require_webhooks(trial);
  if (subject.webhooks().empty()) skip("no samples; record some as [[check.webhook]]");
}

Finding webhook_answers_strangers(Subject& subject) {
  Trial trial(subject);
  require_webhooks(trial);
  const std::string bodies[] = {
      "", "{", "null", "[[[[", "a=b&c=%ZZ", std::string(1u << 20, 'x'), std::string("\0\xFF\x01", 3)};
  for (const char* method : {"POST", "GET", "PUT", "", "BREW"}) {
    for (const std::string& body : bodies) {
      WebhookRequest request;
      request.method = method;
      request.path = "/../" + std::string(100, 'y');
      request.query = "a=%00&&=";
      request.url = "https://shop.example.org/webhooks/checked" + request.path + "?" + request.query;
      request.headers = {{"content-type", "application/json"},
                         {"x-signature", "sha256=00"},
                         {"authorization", "Basic eA=="}};
      request.body = body;
      request.received_unix_ms = 1;
      const auto [reply, receipts] = trial.receive(request);
      if (!receipts.empty()) fail("it believes a stranger's request without a signature");
      if (reply.status < 100 || reply.status > 599)
        fail("it replies with status " + std::to_string(reply.status));
    }
  }
  trial.expect_good_manners();
  return {};
}

Finding webhook_accepts_samples(Subject& subject) {
  Trial trial(subject);
  require_samples(trial, subject);
  for (const auto& sample : subject.webhooks()) {
    const auto [reply, receipts] = trial.receive(sample.request);
    const bool is_expected =
        sample.status == 0 ? reply.status >= 200 && reply.status < 300 : reply.status == sample.status;
    if (!is_expected)
      fail("\"" + sample.name + "\" is answered with " + std::to_string(reply.status) + ": " +
           clean_line(reply.body, 100));
    if (sample.body && *sample.body != reply.body)
      fail("\"" + sample.name + "\" is answered with \"" + clean_line(reply.body, 100) + "\", not \"" +
           *sample.body + "\"");
    std::vector<std::string> kinds, wanted;
    for (const auto& receipt : receipts) kinds.emplace_back(to_text(receipt.kind));
    for (const auto kind : sample.reports) wanted.emplace_back(to_text(kind));
    if (kinds != wanted)
      fail("of \"" + sample.name + "\" it reports [" + join(kinds, ", ") + "], not [" + join(wanted, ", ") +
           "]");
  }
  trial.expect_good_manners();
  return {};
}

// Another character of the same sort, so that hex stays hex.
char other(char c) {
  if (std::isdigit(static_cast<unsigned char>(c)) != 0) return c == '0' ? '1' : '0';
  if (std::islower(static_cast<unsigned char>(c)) != 0) return c == 'a' ? 'b' : 'a';
  if (std::isupper(static_cast<unsigned char>(c)) != 0) return c == 'A' ? 'B' : 'A';
  return c == ' ' ? '_' : ' ';
}

// In the middle: in front stands the name of a method, at the end is padding.
void spoil(std::string& text) {
  if (!text.empty()) text[text.size() / 2] = other(text[text.size() / 2]);
}

// The value of one name in the query, spoilt or taken out, in the whole address too.
void change_query(WebhookRequest& request, const std::string& name, bool is_taken_out) {
  const std::string all = "&" + request.query;
  const auto found = all.find("&" + name + "=");
  if (found == all.npos) return;
  const auto end = std::min(all.find('&', found + 1), all.size());
  std::string field = all.substr(found, end - found), value = field.substr(name.size() + 2);
  spoil(value);
  field = is_taken_out ? "" : "&" + name + "=" + value;
  request.query = all.substr(0, found) + field + all.substr(end);
  if (!request.query.empty()) request.query.erase(0, 1);
  const auto question = std::min(request.url.find('?'), request.url.size());
  request.url = request.url.substr(0, question) + (request.query.empty() ? "" : "?") + request.query;
}

void expect_refused(Trial& trial, const WebhookRequest& request, const std::string& what) {
  const auto [reply, receipts] = trial.receive(request);
  if (!receipts.empty()) fail("it believes " + what);
  if (reply.status < 400 || reply.status > 499)
    fail("it answers " + what + " with " + std::to_string(reply.status) + "; it should be 4xx");
}

Finding webhook_rejects_bad_signature(Subject& subject) {
  Trial trial(subject);
  require_samples(trial, subject);
  bool was_tried = false;
  for (const auto& sample : subject.webhooks()) {
    if (sample.reports.empty()) continue;  // nothing is believed, so nothing need be signed
    if (sample.signed_headers.empty() && sample.signed_values.empty())
      return {Verdict::Warning, "\"" + sample.name +
                                    "\" seems to have no signature; name its headers as signed = [...], or "
                                    "what stands in its query as \"?NAME\""};
    was_tried = true;
    if (!sample.request.body.empty()) {
      WebhookRequest changed = sample.request;
      spoil(changed.body);
      expect_refused(trial, changed, "\"" + sample.name + "\" with a changed body");
    }
    for (const auto& name : sample.signed_headers) {
      WebhookRequest changed = sample.request, without = sample.request;
      for (auto& [key, value] : changed.headers)
        if (key == name) spoil(value);
      expect_refused(trial, changed, "\"" + sample.name + "\" with another " + name);
      std::erase_if(without.headers, [&](const auto& header) { return header.first == name; });
      expect_refused(trial, without, "\"" + sample.name + "\" without " + name);
    }
    for (const auto& name : sample.signed_values) {
      for (const bool is_taken_out : {false, true}) {
        WebhookRequest changed = sample.request;
        change_query(changed, name, is_taken_out);
        expect_refused(trial, changed,
                       "\"" + sample.name + "\" " + (is_taken_out ? "without " : "with another ") + name);
      }
    }
  }
  if (!was_tried) skip("no sample reports anything");
  return {};
}

Finding webhook_replays(Subject& subject) {
  Trial trial(subject);
  require_samples(trial, subject);
  // What the host tells repetitions by; an id of the provider's is enough.
  const auto identities = [](const std::vector<Receipt>& receipts) {
    std::vector<std::tuple<std::string, ReceiptKind, std::string, std::int64_t>> all;
    for (const auto& r : receipts)
      all.emplace_back(r.event_id, r.kind, r.provider_message_id + r.idempotency_key + r.address,
                       r.event_id.empty() ? r.at_unix_ms : 0);
    return all;
  };
  for (const auto& sample : subject.webhooks()) {
    const auto first = trial.receive(sample.request).second;
    // So that a report which takes its time from the clock shows it.
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
    const auto second = trial.receive(sample.request).second;
    if (identities(first) != identities(second))
      fail("\"" + sample.name +
           "\", sent twice, would count twice: pass on the provider's event id, or its time");
    auto ids = identities(first);
    std::ranges::sort(ids);
    if (std::ranges::adjacent_find(ids) != ids.end())
      fail("two reports of \"" + sample.name + "\" would count as one");
  }
  return {};
}

}  // namespace

std::vector<Check> webhook_checks() {
  constexpr std::string_view created = "creates-with-defaults", samples = "webhook-accepts-samples";
  return {
      {"webhook-answers-strangers",
       "Whatever is sent to its webhook is answered once, and not believed unsigned.", true, created,
       &webhook_answers_strangers},
      {"webhook-accepts-samples", "Recorded requests are answered and reported as the author expects.", true,
       created, &webhook_accepts_samples},
      {"webhook-rejects-bad-signature",
       "A sample whose body or signature was changed is refused with 4xx and reports nothing.", true, samples,
       &webhook_rejects_bad_signature},
      {"webhook-replays", "A request that comes twice reports the same events, so that they count once.",
       true, samples, &webhook_replays},
  };
}

}  // namespace lifecycled::plugin_check
