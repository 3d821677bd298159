#include "base/log.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

namespace lifecycled {
namespace {

constexpr std::size_t longest_value = 2048;

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::Error:
      return "error";
    case LogLevel::Warning:
      return "warning";
    case LogLevel::Info:
      return "info";
    case LogLevel::Debug:
      return "debug";
  }
  return "?";
}

// Values come from strangers too: control characters must not forge lines or colour terminals.
void append_value(std::string& out, std::string_view value) {
  const bool plain = !value.empty() && value.find_first_of(" \"=\\") == std::string_view::npos;
  bool clean = plain;
  for (const char c : value) clean = clean && static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
  if (value.size() > longest_value) value = value.substr(0, longest_value);
  if (clean) {
    out += value;
    return;
  }
  out += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_field(std::string& out, std::string_view key, std::string_view value) {
  out += ' ';
  out += key;
  out += '=';
  append_value(out, value);
}

}  // namespace

Log::Log(Sink sink, LogLevel most_detailed)
    : sink_(std::make_shared<const Sink>(std::move(sink))), most_detailed_(most_detailed) {}

Log Log::to_standard_error(LogLevel most_detailed) {
  const bool journal = std::getenv("JOURNAL_STREAM") != nullptr;
  return Log{[journal](LogLevel level, std::string_view line) {
               const std::string whole = journal ? fmt::format("<{}>{}\n", static_cast<int>(level), line)
                                                 : fmt::format("{}\n", line);
               // One write a line keeps lines of several threads apart; a closed stderr is nobody's loss.
               [[maybe_unused]] const auto written = ::write(STDERR_FILENO, whole.data(), whole.size());
             },
             most_detailed};
}

Log Log::with(std::string_view key, std::string_view value) const {
  Log out = *this;
  append_field(out.context_, key, value);
  return out;
}

void Log::write(LogLevel level, std::string_view event, Fields fields) const {
  if (!writes(level)) return;
  std::string line = fmt::format("{} {}{}", name_of(level), event, context_);
  for (const LogField& field : fields) append_field(line, field.key, field.value);
  (*sink_)(level, line);
}

}  // namespace lifecycled
