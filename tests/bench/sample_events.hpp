// The events that the measurements send or insert: ids as Segment's Node client makes them, a user of many,
// and a body of the size that a product view has. All of one length, so that a request is filled in, not
// made.
#pragma once

#include <cstdint>
#include <string>

#include <fmt/format.h>

namespace lifecycled::bench {

constexpr std::int64_t users = 10'000;

inline std::uint64_t scattered(std::uint64_t number) {
  number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9ULL;
  number = (number ^ (number >> 27)) * 0x94D049BB133111EBULL;
  return number ^ (number >> 31);
}

inline std::string sample_message_id(std::int64_t now_ms, std::uint64_t number) {
  const std::uint64_t a = scattered(number), b = scattered(a + number);
  return fmt::format("node-next-{:013}-{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", now_ms, a >> 32, a & 0xFFFF,
                     a >> 16 & 0xFFF, b >> 48, b & 0xFFFF'FFFF'FFFF);
}

inline std::string sample_user(std::uint64_t number) {
  return fmt::format("user-{:06}", scattered(number) % users);
}

constexpr const char* sample_event_name = "Product Viewed";
constexpr const char* sample_properties =
    R"({"product_id":"507f1f77bcf86cd799439011","sku":"G-32","category":"Cups","name":"Ceramic coffee cup",)"
    R"("brand":"Lifecycled","price":18.99,"quantity":1,"currency":"EUR","url":"https://shop.example/cups/32"})";

}  // namespace lifecycled::bench
