// The lines of Shopify's orders and checkouts as products of an event. For the readers of both.
#pragma once

#include <vector>

#include "intake/shop_object.hpp"
#include "intake/shop_words.hpp"

namespace lifecycled {

std::vector<EventBody> read_shopify_lines(const ShopObject& body, const ShopWords& words);

}  // namespace lifecycled
