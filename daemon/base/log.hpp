// One line an event on standard error: `level event.name key=value ...`. A Log is a value that is passed in
// and gathers context on its way (`log.with("channel", name)`). Event names are stable: docs/log_events.md
// has a paragraph for each. Levels: error = a person must act; warning = it will be tried again, but someone
// should know; info = state changes; debug = each message. Safe from any thread: a line is one write.
#pragma once

#include <concepts>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace lifecycled {

enum class LogLevel { Error = 3, Warning = 4, Info = 6, Debug = 7 };

// A value as it stands in the line, quoted where it must be.
struct LogField {
  LogField(std::string_view key_, std::string_view value_) : key(key_), value(value_) {}
  LogField(std::string_view key_, const char* value_) : key(key_), value(value_) {}
  LogField(std::string_view key_, const std::string& value_) : key(key_), value(value_) {}
  LogField(std::string_view key_, bool value_) : key(key_), value(value_ ? "yes" : "no") {}
  template <std::integral Number>
  LogField(std::string_view key_, Number number) : key(key_), value(std::to_string(number)) {}
  std::string_view key;
  std::string value;
};

class Log {
 public:
  using Sink = std::function<void(LogLevel, std::string_view line)>;
  using Fields = std::initializer_list<LogField>;

  // Says nothing: for tests that do not look.
  Log() = default;
  Log(Sink sink, LogLevel most_detailed);
  // Standard error; with journald behind it (JOURNAL_STREAM), each line begins with its `<N>` level.
  static Log to_standard_error(LogLevel most_detailed);

  Log with(std::string_view key, std::string_view value) const;
  void error(std::string_view event, Fields fields = {}) const { write(LogLevel::Error, event, fields); }
  void warning(std::string_view event, Fields fields = {}) const { write(LogLevel::Warning, event, fields); }
  void info(std::string_view event, Fields fields = {}) const { write(LogLevel::Info, event, fields); }
  void debug(std::string_view event, Fields fields = {}) const { write(LogLevel::Debug, event, fields); }
  bool writes(LogLevel level) const { return sink_ && level <= most_detailed_; }

 private:
  void write(LogLevel level, std::string_view event, Fields fields) const;

  std::shared_ptr<const Sink> sink_;
  LogLevel most_detailed_ = LogLevel::Info;
  std::string context_;
};

}  // namespace lifecycled
