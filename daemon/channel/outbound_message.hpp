// One message to one address, rendered and ready to be handed to a channel. Plain data; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/message_kind.hpp"

namespace lifecycled {

// A file that travels with the message: inline when html refers to it as cid:CONTENT_ID, else an attachment.
struct MessagePart {
  std::string file_name;
  std::string content_type;
  std::string content_id;
  std::string body;
};

// No text may hold a NUL byte: a plugin would see the text end there.
struct OutboundMessage {
  std::uint64_t ticket = 0;     // names this attempt; never 0, never used twice in the life of a database
  std::string idempotency_key;  // the same for every attempt of one delivery
  std::string message_id;       // ours, for logs and tags at the provider
  std::string delivery_id;      // ours
  MessageKind kind = MessageKind::Marketing;
  std::int64_t deadline_unix_ms =
      0;  // by when this attempt is answered or in doubt; 0: the channel's own time-out
  std::string recipient;
  std::string sender;  // "" = the channel's own
  std::string subject;
  std::string text;
  std::string html;
  std::string language;  // BCP 47
  std::string unsubscribe_url;
  std::string unsubscribe_mailto;  // an address, perhaps with ?subject=
  std::string list_id;
  std::string feedback_id;
  std::int64_t last_inbound_unix_ms = 0;  // when the customer last wrote to us on this channel; 0: never
  std::string extra_json;  // the message fields that the channel type declares; "" or an object
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<MessagePart> parts;
};

}  // namespace lifecycled
