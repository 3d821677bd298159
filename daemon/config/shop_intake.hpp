// A shop that sends its own webhooks to /intake/NAME: an [intake.NAME] table of lifecycled.toml as a plain
// value. Constant after loading; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/intake_mapping.hpp"
#include "config/settings.hpp"

namespace lifecycled {

enum class ShopType { WooCommerce, Shopify, Generic };
std::string_view to_text(ShopType type);  // as people write it: "WooCommerce"

// A name of an event or of one of its properties, for whoever knows which there are.
struct MappedName {
  std::string event, property;  // "" = it is the event's own
  Place place;
};

struct ShopIntake {
  // Which state of a consent that Shopify keeps is a yes.
  enum class Yes { Subscribed, Confirmed, Never };

  std::string name;
  ShopType type = ShopType::WooCommerce;
  std::vector<SecretReference> secrets;  // more than one while one takes the place of another
  std::string id_prefix;                 // before its ids of customers, orders and products
  std::string currency;                  // of orders that name none; the shop's
  Yes yes = Yes::Subscribed;
  std::string consent_field;  // WooCommerce: the meta_data key of its form's yes; "" = there is none
  std::string consent_text;   // what the shop's form says
  std::string email_channel, sms_channel;  // whose consents these are; "" = no such channel
  IntakeMapping mapping;                   // of a generic one
  std::vector<MappedName> mapped_names;
  Place place;
};

}  // namespace lifecycled
