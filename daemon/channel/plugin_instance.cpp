#include "channel/plugin_instance.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <variant>
#include <vector>

#include "channel/c_text.hpp"
#include "channel/http_service.hpp"
#include "channel/message_batch.hpp"
#include "channel/plugin_state.hpp"

#ifndef LIFECYCLED_VERSION
#define LIFECYCLED_VERSION "0.1.0"
#endif

namespace lifecycled {
namespace {

using std::chrono::steady_clock;

// A late field of a result made by an older plugin is absent.
AttemptResult result_from(const lc_result& given) {
  AttemptResult result;
  const auto outcome = outcome_from_number(given.outcome);
  result.outcome = outcome.value_or(Outcome::InDoubt);
  if (LC_HAS(&given, scope)) result.scope = scope_from_number(given.scope).value_or(Scope::Message);
  if (LC_HAS(&given, retry_after_ms)) result.retry_after = std::chrono::milliseconds(given.retry_after_ms);
  if (LC_HAS(&given, pace_key)) result.pace_key = text_or_empty(given.pace_key);
  if (LC_HAS(&given, provider_message_id))
    result.provider_message_id = text_or_empty(given.provider_message_id);
  if (LC_HAS(&given, detail)) result.detail = text_or_empty(given.detail);
  if (LC_HAS(&given, cost_micros)) result.cost_micros = given.cost_micros;
  if (LC_HAS(&given, cost_currency)) result.cost_currency = text_or_empty(given.cost_currency);
  if (!outcome) result.detail = "the plugin named an outcome that does not exist";
  return result;
}

// lc_config of the ABI: what create() asks.
struct ConfigView {
  const OptionValues& values;

  static const ConfigView& of(const lc_config* config) {
    return *reinterpret_cast<const ConfigView*>(config);
  }
  template <class T>
  const T* find(const char* key) const {
    const auto at = values.find(key);
    return at == values.end() ? nullptr : std::get_if<T>(&at->second);
  }

  static const char* text(const lc_config* config, const char* key) noexcept {
    const auto* value = of(config).find<std::string>(key);
    return value == nullptr ? "" : value->c_str();
  }
  static std::int64_t integer(const lc_config* config, const char* key) noexcept {
    if (const auto* number = of(config).find<std::int64_t>(key)) return *number;
    const auto* flag = of(config).find<bool>(key);
    return flag != nullptr && *flag ? 1 : 0;
  }
  static const char* item(const lc_config* config, const char* key, std::size_t index) noexcept {
    const auto* list = of(config).find<std::vector<std::string>>(key);
    return list == nullptr || index >= list->size() ? nullptr : (*list)[index].c_str();
  }
};

lc_channel* create(PluginInstance::State& state, const OptionValues& options) {
  const ConfigView view{options};
  lc_error error = LC_ERROR_INIT;
  const PluginCall inside(PluginCall::Role::Control, &state);
  lc_channel* channel = state.type->create(&state.table, reinterpret_cast<const lc_config*>(&view), &error);
  if (channel != nullptr) return channel;
  error.key[sizeof error.key - 1] = error.text[sizeof error.text - 1] = '\0';
  throw PluginRefusal(error.key, error.text[0] != '\0' ? error.text : "the plugin refuses these options");
}

}  // namespace

std::int64_t unix_ms_now() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

void PluginInstance::State::complete(std::uint64_t ticket, const lc_result& given) {
  // Kept until the result is read, which may point into it.
  const auto taken = tickets.take(ticket);
  if (taken.batch == nullptr) {
    events.misbehaved(Misdeed::CompletedTwice,
                      "the plugin completed ticket " + std::to_string(ticket) +
                          " that it does not hold (completed twice, or never handed over); ignored");
    return;
  }
  AttemptResult result = result_from(given);
  if (!outcome_from_number(given.outcome)) events.misbehaved(Misdeed::NoSuchOutcome, result.detail);
  // Where a plugin starts by its own word it may have asked somebody before, such as a mail server.
  result.was_handed_over = taken.was_started || !sends_by_http();
  const bool went_out = result.outcome == Outcome::Accepted || result.outcome == Outcome::Delivered;
  if (went_out && !taken.was_started) {
    events.misbehaved(Misdeed::SentWithoutStart,
                      "the plugin sent ticket " + std::to_string(ticket) +
                          " without saying before that it starts; after a crash it would go out twice");
  }
  // The daemon will see that this ticket never started, and queues it again: no attempt was made.
  if (!taken.was_forbidden || result.outcome != Outcome::Transient)
    events.completed({ticket, std::move(result)});
  tickets.told();
}

bool PluginInstance::State::start(std::span<const std::uint64_t> some) {
  return tickets.start(some, unix_ms_now(), [this](std::span<const std::uint64_t> all) {
    return events.started(all.data(), all.size());
  });
}

void PluginInstance::State::complain(const char* what, std::chrono::milliseconds took) {
  const auto now = steady_clock::now();
  if (now - last_complaint < std::chrono::minutes(1)) return;
  last_complaint = now;
  events.misbehaved(Misdeed::TookLong, std::string("the plugin's ") + what + " took " +
                                           std::to_string(took.count()) + " ms; it must never wait");
}

PluginInstance::PluginInstance(std::shared_ptr<const PluginLibrary> library, std::string_view type,
                               const OptionValues& options, PluginEvents& events, HttpService* http)
    : state_(std::make_unique<State>(events)) {
  State& s = *state_;
  const auto complete = [](const lc_host* host, std::uint64_t ticket, const lc_result* result) {
    State::of(host).complete(ticket, *result);
  };
  const auto log = [](const lc_host* host, std::int32_t level, const char* text) {
    State::of(host).events.logged(std::clamp(level, 0, 7), text == nullptr ? "" : text);
  };
  s.table = {{LIFECYCLED_VERSION, complete, log, &host_extension, &ConfigView::text, &ConfigView::integer,
              &ConfigView::item},
             &s};
  s.http = http;
  s.library = std::move(library);
  s.type = &s.library->type(type);
  s.channel = create(s, options);
  s.webhook = static_cast<const lc_webhook*>(s.type->extension(s.channel, LC_EXT_WEBHOOK));

  lc_capabilities asked = LC_CAPABILITIES_INIT;
  s.on_strand("capabilities()", [&] { s.type->capabilities(s.channel, &asked); });
  s.capabilities = {asked.batch_size, asked.in_flight, asked.per_second,   asked.text_characters, asked.html,
                    asked.subject,    asked.reports,   asked.deduplicates, s.webhook != nullptr};
}

PluginInstance::~PluginInstance() {
  State& s = *state_;
  if (s.channel == nullptr) return;
  if (s.http != nullptr) s.http->close();
  s.reports.close();
  const PluginCall inside(PluginCall::Role::Control, &s);
  s.type->destroy(s.channel);
}

Capabilities PluginInstance::capabilities() const { return state_->capabilities; }

bool PluginInstance::submit(std::string_view frame_body) {
  State& s = *state_;
  const std::shared_ptr<const MessageBatch> batch = MessageBatch::from_frame(frame_body);
  if (batch == nullptr) return false;
  const std::vector<const lc_message*> taken = s.tickets.add(batch);
  if (taken.size() != batch->pointers().size())
    s.events.logged(4, "a ticket was handed over twice; the second time is ignored");

  const std::size_t most = s.capabilities.batch_size == 0 ? taken.size() : s.capabilities.batch_size;
  for (std::span<const lc_message* const> left(taken); !left.empty();) {
    const auto slice = left.first(std::min(most, left.size()));
    left = left.subspan(slice.size());
    s.submit(slice);
  }
  return true;
}

void PluginInstance::State::submit(std::span<const lc_message* const> messages) {
  if (!starts_by_itself) {
    std::vector<std::uint64_t> numbers;
    for (const lc_message* m : messages) numbers.push_back(m->ticket);
    if (!start(numbers)) {
      lc_result result = LC_RESULT_INIT;
      result.outcome = LC_TRANSIENT;
      result.detail = "not sent: past its deadline, or its start could not be recorded";
      for (const std::uint64_t ticket : numbers) complete(ticket, result);
      return;
    }
  }
  on_strand("submit()", [&] { type->submit(channel, messages.data(), messages.size()); });
}

void PluginInstance::receive_webhook(const WebhookRequest& request, std::function<void(WebhookReply)> done) {
  State& s = *state_;
  if (s.webhook == nullptr) return done({404, "text/plain", "this channel takes no webhooks\n"});
  std::vector<const char*> headers;
  for (const auto& [name, value] : request.headers) {
    headers.push_back(name.c_str());
    headers.push_back(value.c_str());
  }
  headers.push_back(nullptr);
  const lc_webhook_request fields{sizeof fields,        request.method.c_str(), request.url.c_str(),
                                  request.path.c_str(), request.query.c_str(),  headers.data(),
                                  request.body.c_str(), request.body.size(),    request.received_unix_ms};

  const auto reply = std::make_shared<std::optional<WebhookReply>>();
  const auto answer = [](void* to, const lc_webhook_reply* given) {
    auto& kept = *static_cast<std::optional<WebhookReply>*>(to);
    if (kept.has_value()) return;  // once is enough
    const auto* body = static_cast<const char*>(given->body);
    kept = {given->status, text_or_empty(given->content_type),
            body == nullptr ? "" : std::string(body, given->body_size)};
  };
  // Holds the reply back until all that was reported meanwhile is stored.
  const auto group = std::make_shared<ReportGroup>([reply, done = std::move(done)](bool stored) {
    if (!stored) return done({503, "text/plain", "not stored; try again\n"});
    done(reply->value_or(WebhookReply{500, "text/plain", "the plugin did not answer\n"}));
  });
  group->expect();
  s.receiving = group;
  s.on_strand("receive()", [&] { s.webhook->receive(s.channel, &fields, answer, reply.get()); });
  s.receiving.reset();
  if (!reply->has_value())
    s.events.misbehaved(Misdeed::NoWebhookAnswer, "the plugin's receive() did not answer");
  group->arrive(true);
}

void PluginInstance::reports_stored(std::uint64_t batch, bool stored) {
  state_->reports.stored(batch, stored);
}

void PluginInstance::stop() {
  state_->on_strand("stop()", [this] { state_->type->stop(state_->channel); });
}

void PluginInstance::forbid_starts() { state_->tickets.forbid_starts(); }
std::size_t PluginInstance::open() const { return state_->tickets.size(); }
std::size_t PluginInstance::open_started() const { return state_->tickets.started(); }

}  // namespace lifecycled
