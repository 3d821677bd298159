// libFuzzer target: whatever a sender posts, reading it ends, and what it gives can be stored.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "intake/segment_api.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lifecycled;
  if (size == 0) return 0;
  const auto call = static_cast<SegmentCall>(data[0] % 7);
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  const SegmentResult result = read_segment(call, body, from_ms(1'769'860'000'000));
  for (const NewEvent& event : result.events) {
    std::string mistake;
    const auto parsed = parse_json(event.body, mistake);
    const bool is_good = parsed && parsed->is_object() && is_utf8(event.name) && !event.name.empty() &&
                         (event.user_id || event.anonymous_id) &&
                         event.occurred_at <= from_ms(1'769'860'000'000);
    if (!is_good) std::abort();
  }
  return 0;
}
