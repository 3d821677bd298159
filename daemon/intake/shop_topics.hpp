// Which reader hears which topic of a platform's webhooks. For the readers of the platforms.
#pragma once

#include <span>
#include <string_view>

#include "intake/shop_object.hpp"
#include "intake/shop_words.hpp"

namespace lifecycled {

struct ShopTopic {
  std::string_view name;
  void (*read)(const ShopObject& body, ShopWords& words);
};

// Nothing follows from it, and that is all right.
inline void read_nothing(const ShopObject&, ShopWords&) {}

// One delivery by the reader of its topic; a topic that is not among `topics` is set aside.
ShopReading read_by_topic(std::span<const ShopTopic> topics, const ShopIntake& shop,
                          const ShopDelivery& delivery);

// An account that is gone: whoever had it hears no more. `source` is the platform.
void read_account_deleted(const ShopObject& customer, ShopWords& words, std::string_view source);

}  // namespace lifecycled
