#include "message/product_facts.hpp"

#include <boost/json/array.hpp>

#include "base/json_fields.hpp"
#include "base/money.hpp"
#include "base/web_address.hpp"

namespace lifecycled {
namespace {

using liquid::Array;
using liquid::Object;
using liquid::Value;

constexpr std::size_t most_products = 500;

Value text_or_nil(const std::optional<std::string>& text) { return text ? Value(*text) : Value(); }

// Amounts in main units, as the money filter and people expect them.
Value amount(std::int64_t minor, const std::string& currency) { return Value(main_units(minor, currency)); }

Value web_address(const boost::json::value& product, std::string_view key) {
  const auto text = text_at(product, key);
  return text && is_web_address(*text) ? Value(*text) : Value();
}

void add_looks(Object& out, const boost::json::value& product) {
  out.set("image_url", web_address(product, "image_url"));
  out.set("url", web_address(product, "url"));
  out.set("variant", text_or_nil(text_at(product, "variant")));
  out.set("category", text_or_nil(text_at(product, "category")));
}

const boost::json::array* products_in(const boost::json::value& event) {
  const auto* products = member(event, "products");
  return products ? products->if_array() : nullptr;
}

Value product_of(const boost::json::value& product) {
  auto id = text_at(product, "product_id");
  if (!id) id = text_at(product, "sku");
  const auto price = number_at(product, "price");
  Object out{{"product_id", text_or_nil(id)},
             {"name", text_or_nil(text_at(product, "name"))},
             {"quantity", static_cast<std::int64_t>(number_at(product, "quantity").value_or(1.0))},
             {"price", price ? Value(*price) : Value()}};
  add_looks(out, product);
  return out;
}

// A picture that shows in any browser and fetches nothing: a vase before a coloured ground.
std::string picture(std::string_view ground, std::string_view shape) {
  return std::string(sample_picture_start) +
         "%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2056%2056'%3E%3Crect%20"
         "width='56'%20height='56'%20fill='%23" +
         std::string(ground) + "'/%3E%3Cpath%20d='M19%2017h18v14a9%209%200%200%201-18%200z'%20fill='%23" +
         std::string(shape) + "'/%3E%3C/svg%3E";
}

// A Saturday morning, 2026-01-31T09:00:00Z.
constexpr Instant sample_time = from_ms(1'769'850'000'000);

Array sample_products() {
  const auto product = [](const char* id, const char* name, int quantity, double price, std::string image,
                          const char* url, const char* variant) {
    return Object{{"product_id", id},
                  {"name", name},
                  {"quantity", quantity},
                  {"price", price},
                  {"image_url", std::move(image)},
                  {"url", url},
                  {"variant", variant}};
  };
  return {product("sku-1", "Ceramic coffee cup", 2, 15.0, picture("e4efe9", "1f4d3a"),
                  "https://shop.example/cup", "Moss green"),
          product("sku-2", "Beans <dark> & bold, 1 kg", 1, 19.9, picture("f3e7d8", "8a4b22"),
                  "https://shop.example/beans", "Whole beans")};
}

}  // namespace

Value order_facts(const OrderRow& order, const boost::json::value* event) {
  const auto* told = event ? products_in(*event) : nullptr;
  Array products;
  for (const OrderLine& line : order.lines) {
    Object product{{"product_id", text_or_nil(line.product_id)},
                   {"name", text_or_nil(line.name)},
                   {"quantity", line.quantity},
                   {"price", line.price_minor ? amount(*line.price_minor, order.currency) : Value()}};
    // Lines are kept in the order in which the event told them.
    if (told && products.size() < told->size()) {
      add_looks(product, (*told)[products.size()]);
    } else {
      for (const char* looks : {"image_url", "url", "variant", "category"}) product.set(looks, Value());
    }
    products.push_back(std::move(product));
  }
  Object out{{"order_id", order.key},
             {"total", amount(order.total_minor, order.currency)},
             {"currency", order.currency},
             {"coupon", text_or_nil(order.coupon)},
             {"ordered_at", format_instant(order.ordered_at)},
             {"products", std::move(products)}};
  for (const char* part : {"subtotal", "discount", "shipping", "tax"}) {
    const auto told_amount = event ? number_at(*event, part) : std::nullopt;
    out.set(part, told_amount ? Value(*told_amount) : Value());
  }
  return out;
}

Array event_products(const boost::json::value& event) {
  Array out;
  if (const auto* list = products_in(event)) {
    for (const auto& product : *list) {
      if (out.size() == most_products) break;
      out.push_back(product_of(product));
    }
  } else if (text_at(event, "product_id") && text_at(event, "name")) {
    out.push_back(product_of(event));
  }
  return out;
}

Value cart_facts(const CartRow& cart) {
  Array items;
  std::int64_t count = 0;
  for (const CartLine& line : cart.lines) {
    const Value price = line.price_minor ? amount(*line.price_minor, cart.currency) : Value();
    items.push_back(Object{{"product_id", text_or_nil(line.product_id)},
                           {"name", text_or_nil(line.name)},
                           {"quantity", line.quantity},
                           {"price", price},
                           {"image_url", text_or_nil(line.image_url)},
                           {"url", text_or_nil(line.url)},
                           {"variant", text_or_nil(line.variant)}});
    count += line.quantity;
  }
  const auto total = cart.total_minor();
  return Object{{"cart_id", cart.key},
                {"items", std::move(items)},
                {"count", count},
                {"total", total ? amount(*total, cart.currency) : Value()},
                {"currency", cart.currency},
                {"checkout_url", text_or_nil(cart.checkout_url)},
                {"changed_at", format_instant(cart.changed_at)}};
}

Value sample_order(const std::string& currency) {
  OrderRow order;
  order.key = "1001";
  order.total_minor = 4990;
  order.coupon = "SPRING";
  order.ordered_at = sample_time;
  order.currency = currency;
  Value out = order_facts(order, nullptr);
  Object whole = out.object();
  Array products;
  for (const Value& product : sample_products()) {
    Object one = product.object();
    one.set("category", Value(products.empty() ? "Kitchen" : "Coffee"));
    products.push_back(std::move(one));
  }
  whole.set("products", std::move(products));
  whole.set("subtotal", Value(49.9));
  whole.set("discount", Value(5.0));
  whole.set("shipping", Value(5.0));
  whole.set("tax", Value(8.66));
  return whole;
}

Value sample_cart(const std::string& currency) {
  CartRow cart;
  cart.key = "cart-7";
  cart.changed_at = sample_time;
  cart.currency = currency;
  cart.checkout_url = "https://shop.example/checkout";
  Value out = cart_facts(cart);
  Object whole = out.object();
  whole.set("items", Value(sample_products()));
  whole.set("count", Value(3));
  whole.set("total", Value(49.9));
  return whole;
}

}  // namespace lifecycled
