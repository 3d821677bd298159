#include "audience/cart_facts.hpp"

#include <algorithm>
#include <cmath>

#include <boost/json/array.hpp>

#include "base/json_fields.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "base/web_address.hpp"
#include "store/carts.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_lines = 100;
constexpr std::size_t most_key_bytes = 200, most_text_bytes = 500;
constexpr double most_pieces = 1'000'000;

std::optional<std::string> short_text(const boost::json::value& product, std::string_view key,
                                      std::size_t most_bytes = most_text_bytes) {
  const auto text = text_at(product, key);
  if (!text || trimmed(*text).empty()) return std::nullopt;
  return shortened(*text, most_bytes);
}

std::optional<std::string> address(const boost::json::value& value, std::string_view key) {
  auto text = text_at(value, key);
  return text && is_web_address(*text) ? text : std::nullopt;
}

std::int64_t pieces(const boost::json::value& product, double otherwise) {
  const double told = number_at(product, "quantity").value_or(otherwise);
  return std::isfinite(told) ? static_cast<std::int64_t>(std::clamp(told, 0.0, most_pieces)) : 0;
}

// Nothing for what names no product.
std::optional<CartLine> line_of(const boost::json::value& product, const std::string& currency, Instant at) {
  CartLine line;
  line.product_id = short_text(product, "product_id", most_key_bytes);
  line.sku = short_text(product, "sku", most_key_bytes);
  line.name = short_text(product, "name");
  if (!line.product_id) line.product_id = line.sku ? line.sku : line.name;
  if (!line.product_id) return std::nullopt;
  line.variant = short_text(product, "variant");
  line.image_url = address(product, "image_url");
  line.url = address(product, "url");
  line.quantity = pieces(product, 1);
  line.price_minor = amount_at(product, "price", currency);
  if (line.price_minor && *line.price_minor < 0) line.price_minor.reset();
  line.changed_at = at;
  return line;
}

bool agree(const std::optional<std::string>& one, const std::optional<std::string>& other) {
  return !one || !other || *one == *other;
}

// The line of the same product, as far as both sides say which one it is.
std::vector<CartLine>::iterator same_product(CartRow& cart, const CartLine& wanted) {
  return std::ranges::find_if(cart.lines, [&](const CartLine& line) {
    return line.product_id == wanted.product_id && agree(line.sku, wanted.sku) &&
           agree(line.variant, wanted.variant);
  });
}

void add(CartRow& cart, CartLine line) {
  if (line.quantity == 0) return;
  const auto known = same_product(cart, line);
  if (known == cart.lines.end()) {
    if (cart.lines.size() < most_lines) cart.lines.push_back(std::move(line));
    return;
  }
  line.quantity = std::min(line.quantity + known->quantity, static_cast<std::int64_t>(most_pieces));
  line.changed_at = std::max(line.changed_at, known->changed_at);
  // What this event does not say, an earlier one may have said.
  const auto keep = [](auto& fresh, auto& old) {
    if (!fresh) fresh = std::move(old);
  };
  keep(line.sku, known->sku);
  keep(line.variant, known->variant);
  keep(line.name, known->name);
  keep(line.image_url, known->image_url);
  keep(line.url, known->url);
  keep(line.price_minor, known->price_minor);
  *known = std::move(line);
}

// Without a quantity the whole line goes.
void take_out(CartRow& cart, const CartLine& line, bool all_of_it) {
  const auto known = same_product(cart, line);
  if (known == cart.lines.end()) return;
  known->quantity -= line.quantity;
  if (all_of_it || known->quantity <= 0) cart.lines.erase(known);
}

void settle(CartRow& cart, Instant at) {
  std::erase_if(cart.lines, [&](const CartLine& line) { return line.changed_at <= at; });
  cart.settled_at = std::max(cart.settled_at, at);
}

class CartWords {
 public:
  CartWords(Database& database, CustomerId customer, const boost::json::value& body, Instant at,
            const std::string& shop_currency)
      : carts_(database), customer_(customer), body_(body), at_(at), shop_currency_(shop_currency) {
    const auto key = text_at(body, "cart_id");
    if (key && key->size() <= most_key_bytes) key_ = *key;
  }

  void hear(std::string_view event) {
    if (event == "Order Completed") return bought();
    CartRow cart = carts_.find(customer_, key_).value_or(CartRow{});
    const bool is_new = cart.id == 0;
    if (is_new) {
      if (event == "Product Removed" || event == "Cart Emptied") return;
      cart.customer = customer_;
      cart.key = key_;
      cart.changed_at = cart.settled_at = Instant{};
    }
    if (at_ < cart.settled_at) return;
    const auto told = text_at(body_, "currency");
    std::string currency = upper_ascii(told.value_or(is_new ? shop_currency_ : cart.currency));
    if (!is_currency_code(currency)) currency = is_new ? shop_currency_ : cart.currency;
    if (currency != cart.currency) {
      // Amounts of two currencies make no sum.
      for (CartLine& line : cart.lines) line.price_minor.reset();
      cart.currency = currency;
    }
    if (event == "Cart Emptied") settle(cart, at_);
    if (event == "Product Added" || event == "Wishlist Product Added to Cart") {
      if (auto line = line_of(body_, cart.currency, at_)) add(cart, std::move(*line));
    }
    if (event == "Product Removed") {
      const bool all_of_it = !number_at(body_, "quantity");
      if (const auto line = line_of(body_, cart.currency, at_)) take_out(cart, *line, all_of_it);
    }
    if (event == "Cart Viewed" || event == "Checkout Started") see(cart);
    if (is_new && cart.lines.empty()) return;
    cart.changed_at = std::max(cart.changed_at, at_);
    carts_.save(cart);
  }

 private:
  // The whole cart, where the event lists it. A newer change is not undone by an older look.
  void see(CartRow& cart) {
    for (const char* key : {"checkout_url", "cart_url"}) {
      if (auto url = address(body_, key)) {
        cart.checkout_url = std::move(url);
        break;
      }
    }
    const auto* products = member(body_, "products");
    if (!products || !products->is_array() || at_ < cart.changed_at) return;
    cart.lines.clear();
    cart.settled_at = at_;
    for (const auto& product : products->get_array()) {
      if (auto line = line_of(product, cart.currency, at_)) add(cart, std::move(*line));
    }
  }

  // The cart that the order names and the one without a name; all of them if it names none.
  void bought() {
    for (CartRow& cart : carts_.of_customer(customer_)) {
      if (!key_.empty() && !cart.key.empty() && cart.key != key_) continue;
      settle(cart, at_);
      cart.changed_at = std::max(cart.changed_at, at_);
      carts_.save(cart);
    }
  }

  Carts carts_;
  CustomerId customer_;
  const boost::json::value& body_;
  Instant at_;
  const std::string& shop_currency_;
  std::string key_;
};

}  // namespace

void apply_to_carts(Database& database, CustomerId customer, const StoredEvent& event,
                    const std::string& shop_currency) {
  constexpr std::string_view about_carts[] = {"Product Added",   "Wishlist Product Added to Cart",
                                              "Product Removed", "Cart Viewed",
                                              "Cart Emptied",    "Checkout Started",
                                              "Order Completed"};
  if (std::ranges::find(about_carts, event.name) == std::end(about_carts)) return;
  std::string mistake;
  const auto body = parse_json(event.body, mistake);
  if (!body || !body->is_object()) return;
  // A clock that runs ahead must not close the cart for what comes after.
  const Instant at = std::min(event.occurred_at, event.received_at);
  CartWords(database, customer, *body, at, shop_currency).hear(event.name);
}

}  // namespace lifecycled
