// The secret of a shop's webhooks in a file of its own. Where the shop's owner chooses it, one is made;
// Shopify shows its own.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/random.hpp"

namespace lifecycled {

struct ShopSecret {
  std::string text;
  bool is_new = false;
};

// A file that is there is never written over. Throws CommandError for one that holds nothing.
ShopSecret keep_shop_secret(const std::filesystem::path& file, Random& random);

}  // namespace lifecycled
