// Whatever a signed webhook holds, reading it ends well, and no report lacks what the host needs to know whom
// it concerns.
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "notices.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string body(reinterpret_cast<const char*>(data), size);
  try {
    for (const auto& report : whatsapp::read_notices(body, "106540352242922").reports) {
      const bool has_subject = !report.provider_message_id.empty() || !report.address.empty();
      if (!has_subject || report.kind < LC_REPORT_SENT || report.kind > LC_REPORT_POSTPONED) std::abort();
    }
  } catch (const std::invalid_argument&) {
  }
  return 0;
}
