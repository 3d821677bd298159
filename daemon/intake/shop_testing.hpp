// For tests of the shops' readers: one delivery read, and its words as one text to compare.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "intake/shop_reading.hpp"
#include "intake/shop_webhook.hpp"

namespace lifecycled::testing {

inline const Instant shop_noon = parse_instant("2026-03-02T12:00:00Z").value();

inline ShopIntake shop_intake(ShopType type) {
  ShopIntake shop;
  shop.name = "shop";
  shop.type = type;
  shop.currency = "EUR";
  shop.email_channel = "email";
  shop.sms_channel = "sms";
  return shop;
}

inline ShopReading read_shop(const ShopIntake& shop, std::string_view topic, std::string_view body,
                             std::optional<Instant> sent_at = std::nullopt) {
  const ShopDelivery delivery{topic, body, shop_noon, sent_at};
  return read_shop_webhook(shop, delivery);
}

// "NAME of USER/VISITOR at TIME as FACT: BODY", a line each.
inline std::string said(const ShopReading& reading) {
  std::string out;
  for (const ShopWord& word : reading.words) {
    const NewEvent& event = word.event;
    out += event.name + " of " + event.user_id.value_or("");
    if (event.anonymous_id) out += "/" + *event.anonymous_id;
    out += " at " + format_instant(event.occurred_at) + " as " + event.message_id;
    out += (word.only_of_known ? " if known: " : ": ") + event.body + "\n";
  }
  return out;
}

inline std::string names(const ShopReading& reading) {
  std::string out;
  for (const ShopWord& word : reading.words) out += (out.empty() ? "" : ", ") + word.event.name;
  return out;
}

// The vendors' own bodies are not part of the project: "" where they are not there.
inline std::string vendor_folder(const std::string& name) {
  const char* elsewhere = std::getenv("LIFECYCLED_SHARED_DATA");
  const std::filesystem::path folder =
      (elsewhere ? std::filesystem::path(elsewhere)
                 : std::filesystem::path(LIFECYCLED_SOURCE_DIR).parent_path() / "shared" / "data") /
      name;
  return std::filesystem::is_directory(folder) ? folder.string() : "";
}

}  // namespace lifecycled::testing
