#include "intake/shopify_people.hpp"

#include <optional>

#include <fmt/format.h>

#include "audience/address_form.hpp"
#include "base/text.hpp"
#include "intake/shop_topics.hpp"

namespace lifecycled {
namespace {

struct ConsentField {
  std::string_view kind;  // of the address: "email"
  std::string address;
  std::string channel;
  std::optional<Instant> known_since;  // where a yes does not say when it was given
};

std::string source_of(const ShopObject& consent) {
  const std::string from = lower_ascii(consent.text("consent_collected_from"));
  return from.empty() || from == "other" || from == "shopify" ? "shopify" : "shopify " + from;
}

void tell_consent(const ShopObject& consent, const ConsentField& field, const ShopPerson& person,
                  const std::string& customer, ShopWords& words) {
  if (!consent.is_there() || field.channel.empty() || !normal_address(field.kind, field.address)) return;
  using Yes = ShopIntake::Yes;
  const std::string state = consent.text("state"), level = consent.text("opt_in_level");
  const bool is_yes = state == "subscribed" && words.shop().yes != Yes::Never &&
                      (words.shop().yes == Yes::Subscribed || level == "confirmed_opt_in");
  // "not_subscribed" was never asked, "pending" has not answered, "redacted" and "invalid" say nothing of a
  // wish. A no counts whatever the shop takes for a yes.
  const bool is_no = state == "unsubscribed";
  if (!is_yes && !is_no) return;
  auto said_at = consent.time("consent_updated_at");
  if (!said_at) said_at = is_no ? words.told_at() : field.known_since;
  // A yes without its time would come back with each webhook, after every no that was said to us.
  if (!said_at) return;
  const Instant at = *said_at;
  EventBody evidence;
  evidence.text(field.kind, field.address).text("source", source_of(consent));
  evidence.text("reason", level.empty() ? state : fmt::format("{}, {}", state, level));
  words.add_consent(person, is_yes, field.channel,
                    fmt::format("consent:{}:{}:{}:{}", customer, field.kind, state, to_ms(at)), at,
                    std::move(evidence));
}

// "en-US" or "de"; a market's own forms are no languages.
std::string language_of(const ShopObject& holder, const ShopObject& customer) {
  const std::string text = holder.text("customer_locale");
  return text.empty() ? customer.text("locale") : text;
}

}  // namespace

EventBody shopify_traits(const ShopObject& holder, const ShopObject& customer) {
  EventBody traits;
  ShopObject address = holder.object("billing_address");
  if (!address.is_there()) address = holder.object("shipping_address");
  if (!address.is_there()) address = customer.object("default_address");
  const auto first = [&](std::string_view key) {
    std::string text = customer.text(key);
    return text.empty() ? address.text(key) : text;
  };
  std::string email = customer.text("email");
  if (email.empty()) email = holder.text("email");
  if (email.empty()) email = holder.text("contact_email");
  if (normal_address("email", email)) traits.text("email", email);
  for (const std::string& phone : {customer.text("phone"), holder.text("phone")}) {
    if (!normal_address("phone", phone)) continue;
    traits.text("phone", phone);
    break;
  }
  traits.text("first_name", first("first_name")).text("last_name", first("last_name"));
  if (const std::string country = address.text("country_code"); country.size() == 2)
    traits.text("country", country);
  return traits.text("language", language_of(holder, customer));
}

void tell_shopify_consents(const ShopObject& customer, const ShopPerson& person, ShopWords& words) {
  const std::string id = customer.id("id");
  if (id.empty()) return;
  const auto since = customer.time("created_at");
  tell_consent(customer.object("email_marketing_consent"),
               {"email", customer.text("email"), words.shop().email_channel, since}, person, id, words);
  tell_consent(customer.object("sms_marketing_consent"),
               {"phone", customer.text("phone"), words.shop().sms_channel, since}, person, id, words);
}

void read_shopify_customer(const ShopObject& customer, ShopWords& words) {
  const std::string id = customer.id("id");
  if (id.empty()) return words.set_aside("a customer without id");
  const ShopPerson person{words.ours(id), ""};
  const Instant created = customer.time("created_at").value_or(words.told_at());
  const Instant changed = customer.time("updated_at").value_or(created);
  words.add_traits(person, "customer:" + id, changed, shopify_traits(ShopObject(), customer));
  tell_shopify_consents(customer, person, words);
  // A customer is made by every purchase; who can sign in has made an account.
  const std::string_view topic = words.delivery().topic;
  const bool is_enabled = customer.text("state") == "enabled";
  if (is_enabled && (topic == "customers/create" || topic == "customers/enable")) {
    words.add("Signed Up", person, "customer:" + id + ":enabled",
              topic == "customers/create" ? created : changed, EventBody().text("source", "shopify"));
  }
}

void read_shopify_customer_deleted(const ShopObject& customer, ShopWords& words) {
  read_account_deleted(customer, words, "shopify");
}

void read_shopify_email_consent(const ShopObject& body, ShopWords& words) {
  const std::string id = body.id("customer_id");
  if (id.empty()) return words.set_aside("a consent of nobody: customer_id is missing");
  tell_consent(body.object("email_marketing_consent"),
               {"email", body.text("email_address"), words.shop().email_channel, words.told_at()},
               {words.ours(id), ""}, id, words);
}

void read_shopify_sms_consent(const ShopObject& body, ShopWords& words) {
  const std::string id = body.id("id");
  if (id.empty()) return words.set_aside("a consent of nobody: id is missing");
  tell_consent(body.object("sms_marketing_consent"),
               {"phone", body.text("phone"), words.shop().sms_channel, words.told_at()}, {words.ours(id), ""},
               id, words);
}

void read_shopify_redaction(const ShopObject& body, ShopWords& words) {
  const ShopObject customer = body.object("customer");
  const std::string id = customer.id("id"), guest = words.guest(customer.text("email"));
  if (id.empty() && guest.empty()) return words.set_aside("whom to forget? Neither id nor e-mail address");
  if (!id.empty()) words.erase(words.ours(id));
  if (!guest.empty()) words.erase(guest);
}

void read_shopify_wish_for_data(const ShopObject&, ShopWords& words) {
  words.ask_a_person();
  words.set_aside(words.delivery().topic == "shop/redact"
                      ? "Shopify asks that all data of this shop be deleted; that is for a person to do"
                      : "a customer asks for their data: `lifecycled customer export`");
}

}  // namespace lifecycled
