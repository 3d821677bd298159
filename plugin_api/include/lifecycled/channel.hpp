// The C++ side of channel.h: write a class, and this header writes the function table. It needs C++11 and the
// standard library, and lets no exception out. Names are tagged with their thread as in channel.h.
//
//   class Pigeon final : public lifecycled::plugin::Channel {
//    public:
//     Pigeon(Host host, Config config);                      // [control] throw ConfigError to blame an
//     option void describe(lc_capabilities& c) const override;      // [channel] void
//     submit(std::vector<Message> messages) override;   // [channel]
//   };
//   constexpr lc_channel_type pigeon =
//       channel_type<Pigeon>("acme.pigeon", "", "Sends pigeons.", options, no_fields);
//
// ext/http.hpp, ext/report.hpp and ext/webhook.hpp are the C++ sides of what stands beside them.
#pragma once

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstring>
#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "channel.h"
#include "ext/thread_check.h"
#include "one_line.hpp"

namespace lifecycled {
namespace plugin {

// The levels of syslog.
enum class Level { error = 3, warning = 4, notice = 5, info = 6, debug = 7 };

// What the host offers; a value, copied freely. [any]
class Host {
 public:
  explicit Host(const lc_host* table) : table_(table) {}
  void log(Level level, const std::string& text) const {
    table_->log(table_, static_cast<int32_t>(level), text.c_str());
  }
  // A service such as host.service<lc_started>(LC_EXT_STARTED), or null when this host has none of that name.
  template <class Table>
  const Table* service(const char* id) const {
    return static_cast<const Table*>(table_->extension(table_, id));
  }
  const lc_host* table() const { return table_; }

 private:
  const lc_host* table_;
};

// The checked options of one channel; lives during its constructor only. [control]
class Config {
 public:
  Config(const lc_host* host, const lc_config* config) : host_(host), config_(config) {}
  std::string text(const char* key) const { return host_->config_text(config_, key); }
  int64_t integer(const char* key) const { return host_->config_integer(config_, key); }
  bool flag(const char* key) const { return integer(key) != 0; }
  std::vector<std::string> list(const char* key) const {
    std::vector<std::string> items;
    while (const char* item = host_->config_item(config_, key, items.size())) items.emplace_back(item);
    return items;
  }

 private:
  const lc_host* host_;
  const lc_config* config_;
};

// Throw this from a constructor to blame an option.
struct ConfigError : std::exception {
  ConfigError(std::string blamed_key, std::string what_is_wrong)
      : key(std::move(blamed_key)), text(std::move(what_is_wrong)) {}
  const char* what() const noexcept override { return text.c_str(); }
  std::string key, text;
};

// An lc_result that starts complete; set what you know.
struct Result : lc_result {
  explicit Result(lc_outcome what, const char* why = "") : lc_result(LC_RESULT_INIT) {
    outcome = what;
    detail = why;
  }
};

// The right, and the duty, to complete one message once. A ticket dropped on the way, say by an exception,
// completes itself as in doubt, so that no message is ever lost or answered twice. [any]
class Ticket {
 public:
  Ticket(const lc_host* host, uint64_t number) : host_(host), number_(number) {}
  Ticket(Ticket&& other) noexcept : host_(other.host_), number_(other.number_) { other.host_ = nullptr; }
  Ticket& operator=(Ticket&& other) noexcept {
    std::swap(host_, other.host_);
    std::swap(number_, other.number_);
    return *this;
  }
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;
  ~Ticket() {
    if (host_ != nullptr) complete(LC_IN_DOUBT, "the plugin dropped this message");
  }

  // Texts of the result may be anything a provider says: they become one line of UTF-8 each.
  void complete(const lc_result& result) noexcept {
    assert(host_ != nullptr && "a ticket is completed once");
    const lc_host* host = host_;
    host_ = nullptr;
    if (host == nullptr) return;
    const std::string pace_key = one_line(result.pace_key), id = one_line(result.provider_message_id),
                      detail = one_line(result.detail), currency = one_line(result.cost_currency);
    lc_result clean = result;
    clean.pace_key = pace_key.c_str();
    clean.provider_message_id = id.c_str();
    clean.detail = detail.c_str();
    clean.cost_currency = currency.c_str();
    host->complete(host, number_, &clean);
  }
  void complete(lc_outcome outcome, const char* detail = "") noexcept { complete(Result(outcome, detail)); }
  uint64_t number() const { return number_; }

 private:
  const lc_host* host_;
  uint64_t number_;
};

struct Message {
  const lc_message* fields;  // valid until the ticket is completed
  Ticket ticket;
};

// One configured channel. Its destructor runs when every ticket is completed, or stop() took too long.
// [control]
class Channel {
 public:
  virtual ~Channel() = default;
  virtual void describe(lc_capabilities& capabilities) const = 0;        // [channel]
  virtual void submit(std::vector<Message> messages) = 0;                // [channel]
  virtual void stop() {}                                                 // [channel]
  virtual const void* extension(const char* /*id*/) { return nullptr; }  // [any]
};

// For tables of options: required(LC_OPTION_INIT(...)), one_of(LC_OPTION_INIT(...), "a|b").
#if __cplusplus >= 201402L
constexpr lc_option required(lc_option option) {
  option.required = true;
  return option;
}
constexpr lc_option one_of(lc_option option, const char* choices) {
  option.choices = choices;
  return option;
}
constexpr lc_option between(lc_option option, int64_t minimum, int64_t maximum) {
  option.minimum = minimum;
  option.maximum = maximum;
  return option;
}
#endif

namespace detail {

struct Instance {
  explicit Instance(const lc_host* table)
      : host(table),
        threads(static_cast<const lc_thread_check*>(table->extension(table, LC_EXT_THREAD_CHECK))) {}
  const lc_host* host;
  const lc_thread_check* threads;  // null when the host has no such service
  std::unique_ptr<Channel> channel;
  std::atomic<bool> busy{false};
};
inline Instance& instance(lc_channel* self) { return *reinterpret_cast<Instance*>(self); }

// A [channel] call on a wrong thread, or two at once, is a bug of the host; debug builds say so.
class OnStrand {
 public:
  explicit OnStrand(Instance& instance) : busy_(instance.busy) {
    const bool was_busy = busy_.exchange(true);
    assert(!was_busy && "two [channel] calls at once");
    assert((instance.threads == nullptr || instance.threads->is_channel(instance.host)) &&
           "a [channel] call outside the channel's strand");
    static_cast<void>(was_busy);
  }
  ~OnStrand() { busy_ = false; }
  OnStrand(const OnStrand&) = delete;
  OnStrand& operator=(const OnStrand&) = delete;

 private:
  std::atomic<bool>& busy_;
};

// [control] is where a plugin may be made and unmade.
inline void assert_control(const Instance& instance) {
  assert((instance.threads == nullptr || instance.threads->is_control(instance.host)) &&
         "a [control] call on another thread");
  static_cast<void>(instance);
}

// Nothing that a plugin throws may cross into the host. False: something was thrown, and is in the log.
template <class Call>
bool logging_exceptions(const Host& host, Call call) noexcept {
  try {
    call();
    return true;
  } catch (const std::exception& e) {
    host.log(Level::error, e.what());
  } catch (...) {
    host.log(Level::error, "the plugin threw something that is no std::exception");
  }
  return false;
}

inline void blame(lc_error* error, const char* key, const char* text) noexcept {
  std::strncat(error->key, key, sizeof error->key - 1);
  std::strncat(error->text, text, sizeof error->text - 1);
}

template <class T>
lc_channel* create(const lc_host* host, const lc_config* config, lc_error* error) noexcept {
  try {
    std::unique_ptr<Instance> made(new Instance(host));
    assert_control(*made);
    made->channel.reset(new T(Host(host), Config(host, config)));
    return reinterpret_cast<lc_channel*>(made.release());
  } catch (const ConfigError& e) {
    blame(error, e.key.c_str(), e.text.c_str());
  } catch (const std::exception& e) {
    blame(error, "", e.what());
  } catch (...) {
    blame(error, "", "the plugin failed without a word");
  }
  return nullptr;
}

inline void destroy(lc_channel* self) noexcept {
  assert_control(instance(self));
  delete &instance(self);
}

// Fills a whole struct of this header's age, then copies as much as the host's header knows.
inline void capabilities(lc_channel* self, lc_capabilities* out) noexcept {
  const OnStrand on_strand(instance(self));
  lc_capabilities mine = LC_CAPABILITIES_INIT;
  instance(self).channel->describe(mine);
  mine.struct_size = std::min(out->struct_size, sizeof mine);
  std::memcpy(out, &mine, mine.struct_size);
}

inline void stop(lc_channel* self) noexcept {
  Instance& me = instance(self);
  const OnStrand on_strand(me);
  logging_exceptions(Host(me.host), [&] { me.channel->stop(); });
}

inline const void* extension(lc_channel* self, const char* id) noexcept {
  return instance(self).channel->extension(id);
}

inline void submit(lc_channel* self, const lc_message* const* messages, size_t count) noexcept {
  Instance& me = instance(self);
  const OnStrand on_strand(me);
  logging_exceptions(Host(me.host), [&] {
    std::vector<Message> batch;
    batch.reserve(count);
    for (size_t i = 0; i < count; ++i)
      batch.push_back(Message{messages[i], Ticket(me.host, messages[i]->ticket)});
    me.channel->submit(std::move(batch));
  });
}

}  // namespace detail

template <class T>
constexpr lc_channel_type channel_type(const char* id, const char* address_kind, const char* help,
                                       const lc_option* const* options,
                                       const lc_option* const* message_fields) {
  return {id,
          address_kind,
          help,
          options,
          message_fields,
          &detail::create<T>,
          &detail::destroy,
          &detail::capabilities,
          &detail::submit,
          &detail::stop,
          &detail::extension};
}

}  // namespace plugin
}  // namespace lifecycled
