#include "intake/woocommerce_people.hpp"

#include <algorithm>
#include <array>

#include "audience/address_form.hpp"
#include "base/text.hpp"
#include "intake/shop_topics.hpp"

namespace lifecycled {
namespace {

constexpr std::array<std::string_view, 5> words_of_yes{"1", "yes", "true", "on", "y"};
constexpr std::array<std::string_view, 6> words_of_no{"0", "no", "false", "off", "n", ""};

}  // namespace

EventBody woocommerce_traits(const ShopObject& person, const ShopObject& billing) {
  EventBody traits;
  const auto first = [&](std::string_view key) {
    std::string text = person.decoded(key);
    return text.empty() ? billing.decoded(key) : text;
  };
  const std::string email = first("email"), phone = billing.text("phone");
  if (normal_address("email", email)) traits.text("email", email);
  // Typed as people of one country write it; which one, only an international number says for sure.
  if (normal_address("phone", phone)) traits.text("phone", phone);
  traits.text("first_name", first("first_name"));
  traits.text("last_name", first("last_name"));
  if (const std::string country = billing.text("country"); country.size() == 2)
    traits.text("country", country);
  return traits;
}

std::optional<bool> woocommerce_consent(const ShopObject& holder, const std::string& field) {
  if (field.empty()) return std::nullopt;
  std::optional<bool> said;
  for (const ShopObject& meta : holder.list("meta_data")) {
    if (meta.text("key") != field) continue;
    const std::string value = lower_ascii(meta.text("value"));
    if (std::ranges::find(words_of_yes, value) != words_of_yes.end()) said = true;
    if (std::ranges::find(words_of_no, value) != words_of_no.end()) said = false;
  }
  return said;
}

void read_woocommerce_customer(const ShopObject& customer, ShopWords& words) {
  const std::string id = customer.id("id");
  if (id.empty()) return words.set_aside("a customer without id");
  const ShopPerson person{words.ours(id), ""};
  const Instant created = customer.time("date_created_gmt").value_or(words.told_at());
  const Instant changed = customer.time("date_modified_gmt").value_or(created);
  words.add_traits(person, "customer:" + id, changed,
                   woocommerce_traits(customer, customer.object("billing")));
  if (words.delivery().topic == "customer.created") {
    words.add("Signed Up", person, "customer:" + id + ":created", created,
              EventBody().text("username", customer.decoded("username")).text("source", "woocommerce"));
  }
  const std::string email = customer.text("email");
  const auto consent = woocommerce_consent(customer, words.shop().consent_field);
  if (!consent || !normal_address("email", email)) return;
  // Nobody knows when a box of an account was ticked: with each change of an address the same yes would come
  // again, after every no that was said to us. A no costs nobody their peace.
  const bool is_new = words.delivery().topic == "customer.created";
  if (*consent != is_new) return;
  words.add_consent(person, *consent, words.shop().email_channel,
                    "customer:" + id + (*consent ? ":yes" : ":no:" + std::to_string(to_ms(changed))),
                    *consent ? created : changed,
                    EventBody().text("email", email).text("source", "woocommerce account"));
}

void read_woocommerce_customer_deleted(const ShopObject& customer, ShopWords& words) {
  read_account_deleted(customer, words, "woocommerce");
}

}  // namespace lifecycled
