// libFuzzer target: whatever a file holds, each of its bytes is read once and each good row gives events.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "base/text.hpp"
#include "intake/order_import.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lifecycled;
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::istringstream rows_in(text);
  CsvReader reader(rows_in);
  CsvRow row;
  while (reader.next(row)) {
    if (row.mistake.empty() && !is_utf8(row.text)) std::abort();
  }
  if (reader.bytes_read() != size) std::abort();

  // A header before it, so that rows are reached.
  std::istringstream orders_in("customer_id,order_id,ordered_at,total,status,email\n" + text);
  OrderImport import(orders_in, {}, from_ms(1'769'860'000'000));
  ImportSlice slice;
  for (bool goes_on = true; goes_on;) {
    goes_on = import.next(slice, 10);
    for (const NewEvent& event : slice.events) {
      if (!event.user_id || event.message_id.empty()) std::abort();
    }
  }
  return 0;
}
