// What crosses the socket between the daemon and lifecycled-plugin-host: frames of a length (u32), a kind
// (u8) and a body. Numbers are in the machine's own byte order, since both ends are one build on one machine;
// a text is a length, its bytes, and a NUL, so that the child can hand it to a plugin where it lies.
//
// The bodies of what comes back from a provider are in return_frames.hpp.
//
// Neither end trusts the other: a reader never leaves its bytes, and a frame that does not end exactly where
// its body ends is garbage. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "channel/channel.hpp"
#include "channel/channel_rules.hpp"
#include "channel/option_values.hpp"

namespace lifecycled::frames {

constexpr std::uint64_t magic = 0x314c50434c46434cULL;  // whoever sends something else was started by hand
constexpr std::uint32_t protocol = 1;
constexpr std::size_t largest = 16u << 20;     // bytes of a frame after its length
constexpr std::size_t convenient = 64u << 10;  // a batch is cut into frames of about this size

enum class Kind : std::uint8_t {
  Hello = 1,           // child: who I am
  Configure = 2,       // parent: type and options
  Ready = 3,           // child: capabilities
  Refused = 4,         // child: the options are wrong, or the plugin cannot be used
  Submit = 5,          // parent: messages, one after the other to the end of the frame
  Completions = 6,     // child: results, one after the other to the end of the frame
  Ping = 7,            // parent
  Pong = 8,            // child
  Log = 9,             // child
  Stop = 10,           // parent: finish what is in flight
  Stopped = 11,        // child: everything is completed
  Reports = 12,        // child: receipts, one after the other to the end of the frame
  ReportsStored = 13,  // parent: they are, or could not be
  Webhook = 14,        // parent: a provider's request
  WebhookReply = 15,   // child
};

struct Hello {
  std::uint32_t abi_major = 0, abi_minor = 0;
  std::string plugin_id, plugin_version;
  std::string fence;  // what the child has denied itself, in words for the operator: "landlock, seccomp"
};
struct Configure {
  std::string type;
  OptionValues options;
  ChannelRules rules;
};
struct Refused {
  std::string key, text;
};
struct LogLine {
  std::int32_t level = 0;
  std::string text;
};

// Appends whole frames to `out`.
void append_hello(std::string& out, const Hello& hello);
void append_configure(std::string& out, const Configure& configure);
void append_ready(std::string& out, const Capabilities& capabilities);
void append_refused(std::string& out, const Refused& refused);
void append_log(std::string& out, const LogLine& line);
void append_number(std::string& out, Kind kind, std::uint64_t number);  // Ping and Pong
void append_empty(std::string& out, Kind kind);                         // Stop and Stopped
// Several frames if need be. Returns the messages that are too large for any frame, by position.
std::vector<std::size_t> append_submit(std::string& out, std::span<const OutboundMessage> messages);

// Completions are gathered while a frame is being sent: begin, add results, end.
std::size_t begin_completions(std::string& out);
void add_completion(std::string& out, const Completion& completion);
void end_completions(std::string& out, std::size_t begun_at);

// Read a body; nothing = garbage.
std::optional<Hello> read_hello(std::string_view body);  // also when magic or protocol differ
std::optional<Configure> read_configure(std::string_view body);
std::optional<Capabilities> read_ready(std::string_view body);
std::optional<Refused> read_refused(std::string_view body);
std::optional<LogLine> read_log(std::string_view body);
std::optional<std::uint64_t> read_number(std::string_view body);
// Texts are cut to one clean line; an outcome that does not exist becomes InDoubt.
std::optional<std::vector<Completion>> read_completions(std::string_view body);

struct Frame {
  Kind kind;
  std::string_view body;
};

// Cuts a stream of bytes into frames.
class Splitter {
 public:
  // Room to read into; then say how much came.
  std::span<char> room(std::size_t at_least);
  void came(std::size_t bytes) { end_ += bytes; }
  // The next whole frame, valid until the next call of room(). Nothing: more bytes are needed, or
  // is_garbage().
  std::optional<Frame> next();
  bool is_garbage() const { return garbage_; }

 private:
  std::vector<char> bytes_;
  std::size_t begin_ = 0, end_ = 0;
  bool garbage_ = false;
};

}  // namespace lifecycled::frames
