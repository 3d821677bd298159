#include "intake/shop_words.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "audience/address_form.hpp"
#include "base/crypto.hpp"

namespace lifecycled {
namespace {

// An order of a thousand lines must not make an event larger than those of Segment's clients.
constexpr std::size_t most_product_bytes = 24 * 1024;

}  // namespace

std::string order_fact(std::string_view order, std::string_view step) {
  return fmt::format("order:{}:{}", order, step);
}

std::string product_list(const std::vector<EventBody>& products) {
  std::string out = "[";
  for (const EventBody& product : products) {
    if (product.empty()) continue;
    if (out.size() + product.str().size() > most_product_bytes) break;
    if (out.size() > 1) out += ',';
    out += product.str();
  }
  return out + "]";
}

std::string ShopWords::guest(std::string_view email) const {
  const auto normal = normal_address("email", email);
  return normal ? "email:" + *normal : "";
}

Instant ShopWords::told_at() const {
  return std::min(delivery_.sent_at.value_or(delivery_.received), delivery_.received);
}

ShopWord& ShopWords::add(std::string_view name, const ShopPerson& person, std::string_view fact, Instant at,
                         const EventBody& body) {
  ShopWord& word = reading_.words.emplace_back();
  word.event.name = name;
  word.event.message_id = fmt::format("shop:{}:{}", shop_.name, fact);
  // Nothing happened later than we heard of it.
  word.event.occurred_at = std::min(at, delivery_.received);
  if (!person.user_id.empty()) word.event.user_id = person.user_id;
  if (!person.visitor_id.empty()) word.event.anonymous_id = person.visitor_id;
  word.event.body = body.str();
  word.only_of_known = !person.is_known();
  return word;
}

ShopWord& ShopWords::add_step(std::string_view name, const ShopPerson& person, std::string_view order,
                              std::string_view fact, Instant at, const EventBody& body) {
  ShopWord& word = add(name, person, fact, at, body);
  word.order = ours(order);
  word.order_word = fmt::format("shop:{}:{}", shop_.name, order_fact(order, "completed"));
  return word;
}

void ShopWords::add_traits(const ShopPerson& person, std::string_view source, Instant at,
                           const EventBody& traits) {
  if (traits.empty() || !person.is_known()) return;
  // What was said, too: of two states of one second each is told.
  const Digest said = sha256(traits.str());
  add("Customer Identified", person,
      fmt::format("{}:{}:{}", source, to_ms(at), to_hex(bytes_of(said).substr(0, 8))), at, traits);
}

void ShopWords::add_consent(const ShopPerson& person, bool given, const std::string& channel,
                            std::string_view fact, Instant at, EventBody evidence) {
  if (channel.empty()) return;
  evidence.text("channel", channel);
  if (given) evidence.text("text", shop_.consent_text);
  evidence.text("by", fmt::format("webhook {} of {}", delivery_.topic, shop_.name));
  add(given ? "Consent Given" : "Consent Withdrawn", person, fact, at, evidence);
}

}  // namespace lifecycled
