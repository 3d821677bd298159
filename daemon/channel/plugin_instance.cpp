#include "channel/plugin_instance.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <variant>
#include <vector>

#include "channel/message_batch.hpp"
#include "lifecycled/ext/started.h"

#ifndef LIFECYCLED_VERSION
#define LIFECYCLED_VERSION "0.1.0"
#endif

namespace lifecycled {
namespace {

using std::chrono::steady_clock;
constexpr auto call_limit = std::chrono::milliseconds(10);  // of a [channel] call, as channel.h says

std::int64_t unix_ms_now() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

// A late field of a result made by an older plugin is absent; a null text is a plugin's mistake that costs
// nothing.
std::string text_or_empty(const char* text) { return text == nullptr ? std::string() : std::string(text); }

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

}  // namespace

// lc_config of the ABI: what create() asks.
struct ConfigView {
  const OptionValues& values;

  static const ConfigView& of(const lc_config* config) {
    return *reinterpret_cast<const ConfigView*>(config);
  }
  const OptionValue* find(const char* key) const {
    const auto at = values.find(key);
    return at == values.end() ? nullptr : &at->second;
  }
};

struct PluginInstance::State {
  struct Open {
    std::shared_ptr<const MessageBatch> batch;
    std::int64_t deadline_unix_ms;
    bool started;
  };

  // The plugin gives back the pointer to its host with every call; ours leads to the state.
  struct Table : lc_host {
    State* state;
  } table{};
  std::shared_ptr<const PluginLibrary> library;
  const lc_channel_type* type = nullptr;
  lc_channel* channel = nullptr;
  PluginEvents* events = nullptr;
  Capabilities capabilities;
  bool starts_by_itself = false;  // the plugin has asked for LC_EXT_STARTED while it was created
  steady_clock::time_point last_complaint{};

  mutable std::mutex mutex;
  std::unordered_map<std::uint64_t, Open> open;  // guarded by mutex
  std::size_t open_started = 0;                  // guarded by mutex
  bool may_start = true;                         // guarded by mutex

  static State& of(const lc_host* host) { return *static_cast<const Table*>(host)->state; }

  bool start(const std::uint64_t* tickets, std::size_t count);
  void submit_slice(std::span<const lc_message* const> messages);

  static void complete(const lc_host* host, std::uint64_t ticket, const lc_result* result) noexcept;
  static void log(const lc_host* host, std::int32_t level, const char* text) noexcept;
  static const void* extension(const lc_host* host, const char* id) noexcept;
  static const char* config_text(const lc_config* config, const char* key) noexcept;
  static std::int64_t config_integer(const lc_config* config, const char* key) noexcept;
  static const char* config_item(const lc_config* config, const char* key, std::size_t index) noexcept;
};

void PluginInstance::State::complete(const lc_host* host, std::uint64_t ticket,
                                     const lc_result* result) noexcept {
  State& self = of(host);
  std::shared_ptr<const MessageBatch> batch;  // the result may point into it
  {
    const std::scoped_lock lock(self.mutex);
    const auto at = self.open.find(ticket);
    if (at != self.open.end()) {
      batch = std::move(at->second.batch);
      if (at->second.started) --self.open_started;
      self.open.erase(at);
    }
  }
  if (batch == nullptr) {
    self.events->logged(4, "the plugin completed ticket " + std::to_string(ticket) +
                               " that it does not hold (completed twice, or never handed over); ignored");
    return;
  }
  self.events->completed({ticket, result_from(*result)});
}

void PluginInstance::State::log(const lc_host* host, std::int32_t level, const char* text) noexcept {
  of(host).events->logged(std::clamp(level, 0, 7), text == nullptr ? "" : text);
}

bool PluginInstance::State::start(const std::uint64_t* tickets, std::size_t count) {
  const std::int64_t now = unix_ms_now();
  const std::scoped_lock lock(mutex);
  if (!may_start) return false;
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = open.find(tickets[i]);
    if (at == open.end()) return false;
    const std::int64_t deadline = at->second.deadline_unix_ms;
    // The daemon has given this attempt up, or is about to: it must not leave now.
    if (deadline != 0 && now >= deadline) return false;
  }
  // Under the lock, so that nobody can forbid starts between the question and the record.
  if (!events->started(tickets, count)) return false;
  for (std::size_t i = 0; i < count; ++i) {
    Open& entry = open.find(tickets[i])->second;
    if (!std::exchange(entry.started, true)) ++open_started;
  }
  return true;
}

const void* PluginInstance::State::extension(const lc_host* host, const char* id) noexcept {
  static constexpr lc_started started_service = {
      [](const lc_host* h, const std::uint64_t* tickets, std::size_t count) {
        return of(h).start(tickets, count);
      }};
  if (std::strcmp(id, LC_EXT_STARTED) != 0) return nullptr;
  State& self = of(host);
  // Asked later, and perhaps by another thread, the tickets that it holds have been counted as started
  // already.
  if (self.channel == nullptr) self.starts_by_itself = true;
  return &started_service;
}

const char* PluginInstance::State::config_text(const lc_config* config, const char* key) noexcept {
  const OptionValue* value = ConfigView::of(config).find(key);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? "" : text->c_str();
}

std::int64_t PluginInstance::State::config_integer(const lc_config* config, const char* key) noexcept {
  const OptionValue* value = ConfigView::of(config).find(key);
  if (value == nullptr) return 0;
  if (const auto* number = std::get_if<std::int64_t>(value)) return *number;
  if (const auto* flag = std::get_if<bool>(value)) return *flag ? 1 : 0;
  return 0;
}

const char* PluginInstance::State::config_item(const lc_config* config, const char* key,
                                               std::size_t index) noexcept {
  const OptionValue* value = ConfigView::of(config).find(key);
  const auto* list = value == nullptr ? nullptr : std::get_if<std::vector<std::string>>(value);
  return list == nullptr || index >= list->size() ? nullptr : (*list)[index].c_str();
}

PluginInstance::PluginInstance(std::shared_ptr<const PluginLibrary> library, std::string_view type,
                               const OptionValues& options, PluginEvents& events)
    : state_(std::make_unique<State>()) {
  State& s = *state_;
  s.table = {{LIFECYCLED_VERSION, &State::complete, &State::log, &State::extension, &State::config_text,
              &State::config_integer, &State::config_item},
             &s};
  s.library = std::move(library);
  s.type = &s.library->type(type);
  s.events = &events;

  const ConfigView view{options};
  lc_error error = LC_ERROR_INIT;
  s.channel = s.type->create(&s.table, reinterpret_cast<const lc_config*>(&view), &error);
  if (s.channel == nullptr) {
    error.key[sizeof error.key - 1] = error.text[sizeof error.text - 1] = '\0';
    throw PluginRefusal(error.key, error.text[0] != '\0' ? error.text : "the plugin refuses these options");
  }

  lc_capabilities asked = LC_CAPABILITIES_INIT;
  s.type->capabilities(s.channel, &asked);
  s.capabilities = {asked.batch_size, asked.in_flight, asked.per_second, asked.text_characters,
                    asked.html,       asked.subject,   asked.reports,    asked.deduplicates};
}

PluginInstance::~PluginInstance() {
  if (state_->channel != nullptr) state_->type->destroy(state_->channel);
}

Capabilities PluginInstance::capabilities() const { return state_->capabilities; }

bool PluginInstance::submit(std::string_view frame_body) {
  State& s = *state_;
  const std::shared_ptr<const MessageBatch> batch = MessageBatch::from_frame(frame_body);
  if (batch == nullptr) return false;
  const auto all = batch->pointers();
  std::vector<const lc_message*> taken;
  taken.reserve(all.size());
  {
    const std::scoped_lock lock(s.mutex);
    for (const lc_message* m : all) {
      if (s.open.try_emplace(m->ticket, State::Open{batch, m->deadline_unix_ms, false}).second)
        taken.push_back(m);
    }
  }
  if (taken.size() != all.size())
    s.events->logged(4, "a ticket was handed over twice; the second time is ignored");

  const std::size_t most = s.capabilities.batch_size == 0 ? taken.size() : s.capabilities.batch_size;
  for (std::span<const lc_message* const> left(taken); !left.empty();) {
    const auto slice = left.first(std::min(most, left.size()));
    left = left.subspan(slice.size());
    s.submit_slice(slice);
  }
  return true;
}

void PluginInstance::State::submit_slice(std::span<const lc_message* const> messages) {
  if (!starts_by_itself) {
    std::vector<std::uint64_t> tickets;
    for (const lc_message* m : messages) tickets.push_back(m->ticket);
    if (!start(tickets.data(), tickets.size())) {
      lc_result result = LC_RESULT_INIT;
      result.outcome = LC_TRANSIENT;
      result.detail = "not sent: past its deadline, or its start could not be recorded";
      for (const std::uint64_t ticket : tickets) complete(&table, ticket, &result);
      return;
    }
  }
  const auto before = steady_clock::now();
  type->submit(channel, messages.data(), messages.size());
  const auto after = steady_clock::now();
  if (after - before > call_limit && after - last_complaint > std::chrono::minutes(1)) {
    last_complaint = after;
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(after - before);
    events->logged(4,
                   "the plugin's submit() took " + std::to_string(took.count()) + " ms; it must never wait");
  }
}

void PluginInstance::stop() { state_->type->stop(state_->channel); }

void PluginInstance::forbid_starts() {
  const std::scoped_lock lock(state_->mutex);
  state_->may_start = false;
}

std::size_t PluginInstance::open() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->open.size();
}

std::size_t PluginInstance::open_started() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->open_started;
}

}  // namespace lifecycled
