// Who WooCommerce speaks of: customers of an account, buyers without one, and what their forms say of
// consent. Webhooks customer.created, .updated and .deleted. Pure; any thread.
#pragma once

#include <optional>
#include <string>

#include "intake/shop_words.hpp"

namespace lifecycled {

void read_woocommerce_customer(const ShopObject& customer, ShopWords& words);
void read_woocommerce_customer_deleted(const ShopObject& customer, ShopWords& words);

// Name, addresses and country, as orders and customers have them under "billing". `email` counts more.
EventBody woocommerce_traits(const ShopObject& person, const ShopObject& billing);
// What the field of the shop's form says, where it has one: a yes, a no, or nothing.
std::optional<bool> woocommerce_consent(const ShopObject& holder, const std::string& field);

}  // namespace lifecycled
