// Segment's HTTP tracking API as a pure function: a call's body in, events out. What cannot be understood is
// named with its reason, so that the caller can keep it. Any thread; web/ calls it and stores the result.
//
// A single call with a mistake is answered by a problem that names the field; in a batch it must not cost the
// other events their place, so it is set aside and the batch accepted. Set aside is kept in both cases:
// Segment's clients drop what was refused.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "intake/write_keys.hpp"
#include "store/events.hpp"

namespace lifecycled {

// Segment's own limits.
constexpr std::size_t most_event_bytes = 32 * 1024;
constexpr std::size_t most_batch_bytes = 500 * 1024;

// The calls, by the last part of their paths (/v1/track).
// Import is a batch of what happened long ago.
enum class SegmentCall { Track, Identify, Page, Screen, Group, Alias, Batch, Import };
std::optional<SegmentCall> segment_call(std::string_view name);

// For an answer after RFC 9457.
struct ApiProblem {
  unsigned status = 400;
  std::string detail;  // a sentence
  std::string field;   // "batch[2].event", or ""
};

struct SetAside {
  std::string reason;
  std::string body;
  std::string
      door;  // by which it can be read again: "track"; "batch" and "import" for a call out of one; "" = none
  std::optional<Instant> sent;  // of a batch
};

struct SegmentResult {
  std::vector<NewEvent> events;
  std::vector<SetAside> set_aside;
  std::optional<ApiProblem> problem;
  std::string write_key;  // of the body's own "writeKey": the newer clients send it there and in no header
};

SegmentResult read_segment(SegmentCall call, std::string_view body, Instant now);

// What was set aside, once more: as of when it came, by the door that it came by.
SegmentResult read_segment_again(std::string_view door, std::string_view body, Instant received,
                                 std::optional<Instant> sent);

// Sets aside what the sender's key has no right to say; a single call is answered with a problem, too.
void keep_to_rights(SegmentResult& result, const KeyRights& rights, SegmentCall call);

// Events that only the daemon itself writes: a shop that could send them could drive every campaign.
bool is_reserved_event(std::string_view name);

}  // namespace lifecycled
