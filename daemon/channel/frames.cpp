#include "channel/frames.hpp"

#include <algorithm>
#include <cstring>

#include "base/text.hpp"
#include "channel/open_frame.hpp"

namespace lifecycled::frames {
namespace {

void append_message(std::string& out, const OutboundMessage& message) {
  Writer w(out);
  w.number(message.ticket);
  w.number(static_cast<std::int32_t>(message.kind));
  w.number(message.deadline_unix_ms);
  w.number(message.last_inbound_unix_ms);
  for (const auto* text :
       {&message.idempotency_key, &message.message_id, &message.delivery_id, &message.recipient,
        &message.sender, &message.subject, &message.text, &message.html, &message.language,
        &message.unsubscribe_url, &message.unsubscribe_mailto, &message.list_id, &message.feedback_id,
        &message.extra_json}) {
    w.text(*text);
  }
  w.number(static_cast<std::uint32_t>(message.headers.size()));
  for (const auto& [name, value] : message.headers) {
    w.text(name);
    w.text(value);
  }
  w.number(static_cast<std::uint32_t>(message.parts.size()));
  for (const auto& part : message.parts) {
    w.text(part.file_name);
    w.text(part.content_type);
    w.text(part.content_id);
    w.text(part.body);
  }
}

enum class ValueTag : std::uint8_t { Text = 0, Integer = 1, Boolean = 2, Real = 3, List = 4 };

struct ValueWriter {
  Writer& w;
  void tag(ValueTag value) const { w.number(static_cast<std::uint8_t>(value)); }
  void operator()(const std::string& value) const { tag(ValueTag::Text), w.text(value); }
  void operator()(std::int64_t value) const { tag(ValueTag::Integer), w.number(value); }
  void operator()(bool value) const { tag(ValueTag::Boolean), w.number(static_cast<std::uint8_t>(value)); }
  void operator()(double value) const { tag(ValueTag::Real), w.number(value); }
  void operator()(const std::vector<std::string>& value) const {
    tag(ValueTag::List);
    w.number(static_cast<std::uint32_t>(value.size()));
    for (const auto& item : value) w.text(item);
  }
};

OptionValue read_value(Reader& r) {
  switch (static_cast<ValueTag>(r.number<std::uint8_t>())) {
    case ValueTag::Text:
      return std::string(r.text());
    case ValueTag::Integer:
      return r.number<std::int64_t>();
    case ValueTag::Boolean:
      return r.number<std::uint8_t>() != 0;
    case ValueTag::Real:
      return r.number<double>();
    case ValueTag::List: {
      std::vector<std::string> items;
      for (auto left = r.number<std::uint32_t>(); left > 0 && r.is_good(); --left)
        items.emplace_back(r.text());
      return items;
    }
  }
  r.fail();
  return false;
}

}  // namespace

void append_hello(std::string& out, const Hello& hello) {
  const OpenFrame frame(out, Kind::Hello);
  Writer w(out);
  w.number(magic);
  w.number(protocol);
  w.number(hello.abi_major);
  w.number(hello.abi_minor);
  w.text(hello.plugin_id);
  w.text(hello.plugin_version);
  w.text(hello.fence);
}

std::optional<Hello> read_hello(std::string_view body) {
  Reader r(body);
  if (r.number<std::uint64_t>() != magic || r.number<std::uint32_t>() != protocol) return std::nullopt;
  Hello hello;
  hello.abi_major = r.number<std::uint32_t>();
  hello.abi_minor = r.number<std::uint32_t>();
  hello.plugin_id = clean_line(r.text(), 200);
  hello.plugin_version = clean_line(r.text(), 200);
  hello.fence = clean_line(r.text(), 200);
  if (!r.is_complete()) return std::nullopt;
  return hello;
}

void append_configure(std::string& out, const Configure& configure) {
  const OpenFrame frame(out, Kind::Configure);
  Writer w(out);
  w.text(configure.type);
  w.number(static_cast<std::uint32_t>(configure.options.size()));
  for (const auto& [key, value] : configure.options) {
    w.text(key);
    std::visit(ValueWriter{w}, value);
  }
  w.number(static_cast<std::uint8_t>(configure.rules.allow_private_addresses));
  w.number(static_cast<std::uint8_t>(configure.rules.allow_unfenced));
  w.text(configure.rules.proxy);
  w.text(configure.rules.state_folder);
}

std::optional<Configure> read_configure(std::string_view body) {
  Reader r(body);
  Configure configure;
  configure.type = r.text();
  for (auto left = r.number<std::uint32_t>(); left > 0 && r.is_good(); --left) {
    std::string key(r.text());
    configure.options.insert_or_assign(std::move(key), read_value(r));
  }
  configure.rules.allow_private_addresses = r.number<std::uint8_t>() != 0;
  configure.rules.allow_unfenced = r.number<std::uint8_t>() != 0;
  configure.rules.proxy = r.text();
  configure.rules.state_folder = r.text();
  if (!r.is_complete()) return std::nullopt;
  return configure;
}

void append_ready(std::string& out, const Capabilities& capabilities) {
  const OpenFrame frame(out, Kind::Ready);
  Writer w(out);
  for (const auto number : {capabilities.batch_size, capabilities.in_flight, capabilities.per_second,
                            capabilities.text_characters}) {
    w.number(number);
  }
  for (const bool flag : {capabilities.html, capabilities.subject, capabilities.reports,
                          capabilities.deduplicates, capabilities.receives_webhooks}) {
    w.number(static_cast<std::uint8_t>(flag));
  }
}

std::optional<Capabilities> read_ready(std::string_view body) {
  Reader r(body);
  Capabilities c;
  for (auto* number : {&c.batch_size, &c.in_flight, &c.per_second, &c.text_characters}) {
    *number = r.number<std::uint32_t>();
  }
  for (auto* flag : {&c.html, &c.subject, &c.reports, &c.deduplicates, &c.receives_webhooks})
    *flag = r.number<std::uint8_t>() != 0;
  if (!r.is_complete()) return std::nullopt;
  return c;
}

void append_refused(std::string& out, const Refused& refused) {
  const OpenFrame frame(out, Kind::Refused);
  Writer w(out);
  w.text(refused.key);
  w.text(refused.text);
}

std::optional<Refused> read_refused(std::string_view body) {
  Reader r(body);
  Refused refused;
  refused.key = clean_line(r.text(), 64);
  refused.text = clean_line(r.text(), 1000);
  if (!r.is_complete()) return std::nullopt;
  return refused;
}

void append_log(std::string& out, const LogLine& line) {
  const OpenFrame frame(out, Kind::Log);
  Writer w(out);
  w.number(line.level);
  w.text(line.text);
}

std::optional<LogLine> read_log(std::string_view body) {
  Reader r(body);
  LogLine line;
  line.level = std::clamp(r.number<std::int32_t>(), 0, 7);
  line.text = clean_line(r.text(), 1000);
  if (!r.is_complete()) return std::nullopt;
  return line;
}

void append_number(std::string& out, Kind kind, std::uint64_t number) {
  const OpenFrame frame(out, kind);
  Writer(out).number(number);
}

std::optional<std::uint64_t> read_number(std::string_view body) {
  Reader r(body);
  const auto number = r.number<std::uint64_t>();
  if (!r.is_complete()) return std::nullopt;
  return number;
}

void append_empty(std::string& out, Kind kind) { const OpenFrame frame(out, kind); }

std::vector<std::size_t> append_submit(std::string& out, std::span<const OutboundMessage> messages) {
  std::vector<std::size_t> too_large;
  std::size_t next = 0;
  while (next < messages.size()) {
    const std::size_t before_frame = out.size();
    std::size_t taken = 0;
    {
      const OpenFrame frame(out, Kind::Submit);
      while (next < messages.size() && (taken == 0 || frame.size() < convenient)) {
        const std::size_t before = out.size();
        append_message(out, messages[next]);
        if (out.size() - before > largest - 1 - convenient) {
          out.resize(before);
          too_large.push_back(next);
        } else {
          ++taken;
        }
        ++next;
        if (frame.size() > convenient) break;
      }
    }
    if (taken == 0) out.resize(before_frame);
  }
  return too_large;
}

std::size_t begin_completions(std::string& out) {
  const std::size_t begun_at = out.size();
  append_empty(out, Kind::Completions);
  return begun_at;
}

void add_completion(std::string& out, const Completion& completion) {
  const AttemptResult& result = completion.result;
  Writer w(out);
  w.number(completion.ticket);
  w.number(static_cast<std::int32_t>(result.outcome));
  w.number(static_cast<std::int32_t>(result.scope));
  w.number(static_cast<std::int64_t>(result.retry_after.count()));
  w.number(result.cost_micros);
  w.text(result.pace_key);
  w.text(result.provider_message_id);
  w.text(result.detail);
  w.text(result.cost_currency);
  w.number(static_cast<std::uint8_t>(result.was_handed_over));
}

void end_completions(std::string& out, std::size_t begun_at) { OpenFrame::close(out, begun_at); }

std::optional<std::vector<Completion>> read_completions(std::string_view body) {
  Reader r(body);
  std::vector<Completion> completions;
  while (!r.at_end()) {
    Completion& completion = completions.emplace_back();
    AttemptResult& result = completion.result;
    completion.ticket = r.number<std::uint64_t>();
    const auto outcome = outcome_from_number(r.number<std::int32_t>());
    result.scope = scope_from_number(r.number<std::int32_t>()).value_or(Scope::Message);
    // A day at most: more is a mistake of the provider or of the plugin, and would stop a channel for good.
    result.retry_after = std::chrono::milliseconds(
        std::clamp<std::int64_t>(r.number<std::int64_t>(), 0, std::int64_t{24} * 3600 * 1000));
    result.cost_micros = r.number<std::int64_t>();
    result.pace_key = clean_line(r.text(), 255);
    result.provider_message_id = clean_line(r.text(), 500);
    result.detail = clean_line(r.text(), 500);
    result.cost_currency = clean_line(r.text(), 3);
    result.was_handed_over = r.number<std::uint8_t>() != 0;
    result.outcome = outcome.value_or(Outcome::InDoubt);
    if (!outcome) result.detail = "the plugin named an outcome that does not exist";
  }
  if (!r.is_complete()) return std::nullopt;
  return completions;
}

std::span<char> Splitter::room(std::size_t at_least) {
  if (begin_ == end_) begin_ = end_ = 0;
  if (bytes_.size() - end_ < at_least) {
    if (begin_ != end_) std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    if (bytes_.size() - end_ < at_least) bytes_.resize(std::max(end_ + at_least, bytes_.size() * 2));
  }
  return std::span(bytes_).subspan(end_);
}

std::optional<Frame> Splitter::next() {
  if (garbage_ || end_ - begin_ < length_bytes) return std::nullopt;
  std::uint32_t length = 0;
  std::memcpy(&length, bytes_.data() + begin_, sizeof length);
  if (length == 0 || length > largest) {
    garbage_ = true;
    return std::nullopt;
  }
  if (end_ - begin_ - length_bytes < length) return std::nullopt;
  const char* frame = bytes_.data() + begin_ + length_bytes;
  begin_ += length_bytes + length;
  return Frame{static_cast<Kind>(*frame), std::string_view(frame + 1, length - 1)};
}

}  // namespace lifecycled::frames
