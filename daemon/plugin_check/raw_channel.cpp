#include "plugin_check/raw_channel.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <system_error>
#include <variant>

#include <sys/mman.h>

#include "channel/http_fields.hpp"
#include "channel/plugin_instance.hpp"
#include "lifecycled/ext/started.h"
#include "plugin_check/check.hpp"
#include "plugin_check/trial.hpp"

namespace lifecycled::plugin_check {

// What create() asks, and whether it is asked rightly.
struct RawChannel::Config {
  OptionValues values;
  std::thread::id creator = std::this_thread::get_id();
  bool is_creating = true;
  std::mutex mutex;
  std::string misread;  // guarded by mutex

  template <class T>
  const T* find(const char* key) {
    const std::scoped_lock lock(mutex);
    if (!is_creating) misread = std::string("\"") + key + "\" was asked for after create()";
    if (creator != std::this_thread::get_id())
      misread = std::string("\"") + key + "\" was asked for on another thread";
    const auto at = values.find(key);
    return at == values.end() ? nullptr : std::get_if<T>(&at->second);
  }
};

RawChannel::Config& RawChannel::config_of(const lc_config* config) {
  return *const_cast<Config*>(reinterpret_cast<const Config*>(config));
}

const void* RawChannel::service(const lc_host* host, const char* id) {
  static constexpr lc_started started{[](const lc_host*, const std::uint64_t*, std::size_t) { return true; }};
  static constexpr lc_http http{[](const lc_host* h, const lc_http_request* request, lc_http_done done,
                                   void* user) { of(h).send(*request, done, user); }};
  static constexpr lc_reporting reporting{
      [](const lc_host* h, const lc_report* const*, std::size_t, lc_report_done done, void* user) {
        if (done == nullptr) return;
        const std::scoped_lock lock(of(h).mutex_);
        of(h).reports_to_answer_.emplace_back(done, user);
      }};
  if (of(host).services_ == Services::None) return nullptr;
  if (std::strcmp(id, LC_EXT_STARTED) == 0) return &started;
  if (std::strcmp(id, LC_EXT_HTTP) == 0) return &http;
  if (std::strcmp(id, LC_EXT_REPORT) == 0) return &reporting;
  return nullptr;
}

RawChannel::RawChannel(Subject& subject, const OptionValues& options, Services services)
    : subject_(subject),
      services_(services),
      config_(std::make_unique<Config>()),
      provider_(subject.config().side_answers, always(answer_with_status(subject, 200))),
      type_(subject.type()) {
  config_->values = options;
  const auto complete = [](const lc_host* host, std::uint64_t ticket, const lc_result* result) {
    of(host).completed(ticket, *result);
  };
  const auto log = [](const lc_host*, std::int32_t, const char*) {};
  const auto text = [](const lc_config* config, const char* key) -> const char* {
    const auto* value = config_of(config).find<std::string>(key);
    return value == nullptr ? "" : value->c_str();
  };
  const auto integer = [](const lc_config* config, const char* key) -> std::int64_t {
    if (const auto* number = config_of(config).find<std::int64_t>(key)) return *number;
    const auto* flag = config_of(config).find<bool>(key);
    return flag != nullptr && *flag ? 1 : 0;
  };
  const auto item = [](const lc_config* config, const char* key, std::size_t index) -> const char* {
    const auto* list = config_of(config).find<std::vector<std::string>>(key);
    return list == nullptr || index >= list->size() ? nullptr : (*list)[index].c_str();
  };
  table_ = {{"0.0.0-check", complete, log, &service, text, integer, item}, this};
  lc_error error = LC_ERROR_INIT;
  channel_ = type_.create(&table_, reinterpret_cast<const lc_config*>(config_.get()), &error);
  {
    const std::scoped_lock lock(config_->mutex);
    config_->is_creating = false;
  }
  if (channel_ == nullptr) throw PluginRefusal(error.key, error.text);
}

RawChannel::~RawChannel() {
  provider_.close();
  type_.destroy(channel_);
}

std::string RawChannel::misread() const {
  const std::scoped_lock lock(config_->mutex);
  return config_->misread;
}

void RawChannel::capabilities(lc_capabilities& out) { type_.capabilities(channel_, &out); }
void RawChannel::submit(const lc_message* const* messages, std::size_t count) {
  type_.submit(channel_, messages, count);
}
void RawChannel::stop() { type_.stop(channel_); }
const void* RawChannel::extension(const char* id) { return type_.extension(channel_, id); }

void RawChannel::completed(std::uint64_t ticket, const lc_result& result) {
  if (when_result) when_result(result);
  {
    const std::scoped_lock lock(mutex_);
    ++completions_[ticket];
  }
  if (when_completed) when_completed(ticket);
}

void RawChannel::send(const lc_http_request& request, lc_http_done done, void* user) {
  provider_.send(request_from(request),
                 [done, user](const HttpResponse& response) { pass_response(response, done, user); });
}

void RawChannel::turn() {
  std::vector<std::pair<lc_report_done, void*>> stored;
  {
    const std::scoped_lock lock(mutex_);
    stored.swap(reports_to_answer_);
  }
  for (const auto& [done, user] : stored) done(user, true);
  if (!provider_.turn()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

void RawChannel::settle(std::size_t count) {
  const auto completed_now = [this] {
    const std::scoped_lock lock(mutex_);
    return completions_.size();
  };
  const auto give_up_at = std::chrono::steady_clock::now() + subject_.config().patience;
  while (completed_now() < count && std::chrono::steady_clock::now() < give_up_at) turn();
  if (completed_now() < count)
    fail(std::to_string(count - completed_now()) + " of " + std::to_string(count) +
         " tickets are not completed");
  const std::scoped_lock lock(mutex_);
  for (const auto& [ticket, times] : completions_)
    if (times != 1)
      fail("ticket " + std::to_string(ticket) + " was completed " + std::to_string(times) + " times");
}

// ---- a message in memory of its own ----

GuardedMessage::GuardedMessage(const OutboundMessage& m, std::uint64_t ticket, std::size_t growth) {
  const std::string* texts[] = {&m.idempotency_key,
                                &m.message_id,
                                &m.delivery_id,
                                &m.recipient,
                                &m.sender,
                                &m.subject,
                                &m.text,
                                &m.html,
                                &m.language,
                                &m.unsubscribe_url,
                                &m.unsubscribe_mailto,
                                &m.list_id,
                                &m.feedback_id,
                                &m.extra_json};
  size_ = sizeof(lc_message) + growth + 2 * sizeof(void*);
  for (const auto* text : texts) size_ += text->size() + 1;
  memory_ = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory_ == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  // What a newer host writes there means nothing to us, and is not zero.
  std::memset(memory_, 0xA5, sizeof(lc_message) + growth);
  auto* fields = new (memory_) lc_message{};
  fields->struct_size = sizeof(lc_message) + growth;
  fields->ticket = ticket;
  fields->kind = LC_MARKETING;
  char* at = static_cast<char*>(memory_) + sizeof(lc_message) + growth;
  auto* const nothing = reinterpret_cast<const void**>(at);
  std::memset(at, 0, 2 * sizeof(void*));
  fields->headers = reinterpret_cast<const char* const*>(nothing);
  fields->parts = reinterpret_cast<const lc_part* const*>(nothing);
  at += 2 * sizeof(void*);
  const char** places[] = {&fields->idempotency_key,
                           &fields->message_id,
                           &fields->delivery_id,
                           &fields->recipient,
                           &fields->sender,
                           &fields->subject,
                           &fields->text,
                           &fields->html,
                           &fields->language,
                           &fields->unsubscribe_url,
                           &fields->unsubscribe_mailto,
                           &fields->list_id,
                           &fields->feedback_id,
                           &fields->extra_json};
  for (std::size_t i = 0; i < std::size(texts); ++i) {
    std::memcpy(at, texts[i]->c_str(), texts[i]->size() + 1);
    *places[i] = at;
    at += texts[i]->size() + 1;
  }
}

GuardedMessage::~GuardedMessage() { ::munmap(memory_, size_); }

void GuardedMessage::take_away() { ::mprotect(memory_, size_, PROT_NONE); }

}  // namespace lifecycled::plugin_check
