#include "intake/shop_topics.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "intake/shop_body.hpp"

namespace lifecycled {

ShopReading read_by_topic(std::span<const ShopTopic> topics, const ShopIntake& shop,
                          const ShopDelivery& delivery) {
  ShopReading reading;
  ShopWords words(shop, delivery, reading);
  const auto value = shop_body(delivery.body, reading.set_aside);
  if (!value) return reading;
  const auto topic = std::ranges::find(topics, delivery.topic, &ShopTopic::name);
  if (topic == topics.end()) {
    reading.set_aside = fmt::format("nothing follows from the topic \"{}\"", clean_line(delivery.topic, 100));
  } else {
    topic->read(ShopObject(*value, trimmed(delivery.body)), words);
  }
  return reading;
}

void read_account_deleted(const ShopObject& customer, ShopWords& words, std::string_view source) {
  const std::string id = customer.id("id");
  if (id.empty()) return words.set_aside("a customer without id");
  words
      .add("Consent Withdrawn", {words.ours(id), ""}, "customer:" + id + ":deleted", words.told_at(),
           EventBody().text("scope", "all").text("source", source).text("reason", "account deleted"))
      .only_of_known = true;
}

}  // namespace lifecycled
