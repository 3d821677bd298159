// Makes the words of one delivery: whose they are, when, and under which id each is the same for ever. For
// the readers of the platforms; one delivery long.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intake/shop_object.hpp"
#include "intake/shop_reading.hpp"

namespace lifecycled {

// Whose events these are. Nobody where both are empty.
struct ShopPerson {
  std::string user_id, visitor_id;
  bool is_known() const { return !user_id.empty() || !visitor_id.empty(); }
};

class ShopWords {
 public:
  ShopWords(const ShopIntake& shop, const ShopDelivery& delivery, ShopReading& reading)
      : shop_(shop), delivery_(delivery), reading_(reading) {}

  const ShopIntake& shop() const { return shop_; }
  const ShopDelivery& delivery() const { return delivery_; }

  // As customers and orders are called here.
  std::string ours(std::string_view id) const { return id.empty() ? "" : shop_.id_prefix + std::string(id); }
  // A buyer without an account, known by an address alone: never one with the customer who has an account
  // under it, since anybody can type an address. "" for what is none.
  std::string guest(std::string_view email) const;
  // When it was sent, as far as the platform says so.
  Instant told_at() const;

  // `fact` makes it one event however often it is told: "order:17:paid".
  ShopWord& add(std::string_view name, const ShopPerson& person, std::string_view fact, Instant at,
                const EventBody& body);
  // A step of an order. Without a person it is the buyer's, as far as the order is known.
  ShopWord& add_step(std::string_view name, const ShopPerson& person, std::string_view order,
                     std::string_view fact, Instant at, const EventBody& body);
  // What is known of a person: one event for each state of it.
  void add_traits(const ShopPerson& person, std::string_view source, Instant at, const EventBody& traits);
  void add_consent(const ShopPerson& person, bool given, const std::string& channel, std::string_view fact,
                   Instant at, EventBody evidence);

  void set_aside(std::string reason) { reading_.set_aside = std::move(reason); }
  void erase(std::string user_id) { reading_.erase.push_back(std::move(user_id)); }
  void ask_a_person() { reading_.asks_for_data = true; }

 private:
  const ShopIntake& shop_;
  const ShopDelivery& delivery_;
  ShopReading& reading_;
};

// "order:17:completed"
std::string order_fact(std::string_view order, std::string_view step);
// As JSON, as many as an event may hold.
std::string product_list(const std::vector<EventBody>& products);

}  // namespace lifecycled
