// Who Shopify speaks of: its customers, as orders and checkouts have them, too, and what they agreed to.
// Webhooks customers/create, update, enable, disable and delete, customers_email_marketing_consent/update,
// customers_marketing_consent/update, and what the law asks of apps: customers/redact, shop/redact and
// customers/data_request. Pure; any thread.
#pragma once

#include "intake/shop_words.hpp"

namespace lifecycled {

void read_shopify_customer(const ShopObject& customer, ShopWords& words);
void read_shopify_customer_deleted(const ShopObject& customer, ShopWords& words);
void read_shopify_email_consent(const ShopObject& body, ShopWords& words);
void read_shopify_sms_consent(const ShopObject& body, ShopWords& words);
void read_shopify_redaction(const ShopObject& body, ShopWords& words);
void read_shopify_wish_for_data(const ShopObject& body, ShopWords& words);

// Name, addresses, country and language of whom an order, a checkout or a customer's page speaks.
EventBody shopify_traits(const ShopObject& holder, const ShopObject& customer);
// What both fields of consent say.
void tell_shopify_consents(const ShopObject& customer, const ShopPerson& person, ShopWords& words);

}  // namespace lifecycled
