// Messages as they were decided: one text for one customer. What became of each is told by its deliveries.
// Runs on the thread that owns the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/message_kind.hpp"
#include "store/journeys.hpp"

namespace lifecycled {

using MessageId = std::int64_t;

// A step's call of another system has no message file: its name is this, followed by the step's id.
constexpr std::string_view call_prefix = "call:";

struct MessageRow {
  MessageId id = 0;
  CustomerId customer = 0;
  std::optional<CampaignId> campaign;
  std::optional<VersionId> version;
  std::optional<JourneyId> journey;
  std::optional<std::int64_t> step;
  std::string name;  // of the message file
  MessageKind kind = MessageKind::Marketing;
  std::optional<EventId> event;  // the event at hand
  Instant created_at, expires_at;
  std::optional<std::string> withheld;  // why nothing was queued
  std::optional<std::string> variant;   // of a test: the message's name
};

class Messages {
 public:
  explicit Messages(Database& database) : database_(database) {}

  MessageId add(const MessageRow& message);
  std::optional<MessageRow> find(MessageId id);
  std::vector<MessageRow> of_customer(CustomerId customer, std::size_t limit);
  std::vector<MessageRow> of_journey(CustomerId customer, JourneyId journey);

 private:
  Database& database_;
};

}  // namespace lifecycled
