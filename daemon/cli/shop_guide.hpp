// What `lifecycled connect` says: what to paste where, so that a shop's webhooks come here. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/shop_intake.hpp"

namespace lifecycled {

struct ShopGuide {
  ShopType type = ShopType::WooCommerce;
  std::string name;            // of [intake.NAME]
  std::string public_url;      // without a "/" at the end
  std::string secret_file;     // as the settings name it; "" = they name another place
  std::string secret;          // to be pasted; "" = it is the platform that shows it
  bool is_secret_new = false;  // made a moment ago
  bool is_configured = false;  // [intake.NAME] is there already
};

// As the platform's settings list them.
std::span<const std::string_view> shop_topics(ShopType type);
std::string shop_guide_text(const ShopGuide& guide);
std::string shop_address(const ShopGuide& guide);
// The table for lifecycled.toml.
std::string shop_table(const ShopGuide& guide);

}  // namespace lifecycled
