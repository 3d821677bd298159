// Shopify's checkouts as carts: webhooks checkouts/create, update and delete. Pure; any thread.
#pragma once

#include "intake/shop_words.hpp"

namespace lifecycled {

void read_shopify_checkout(const ShopObject& checkout, ShopWords& words);
void read_shopify_checkout_deleted(const ShopObject& checkout, ShopWords& words);

}  // namespace lifecycled
