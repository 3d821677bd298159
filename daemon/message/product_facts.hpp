// Products as templates see them: of an order, of an event in Segment's form, and made up ones. What events
// bring is checked: addresses are http or https, or they are not there. Any thread.
#pragma once

#include <string_view>

#include <boost/json/value.hpp>

#include "liquid/value.hpp"
#include "store/carts.hpp"
#include "store/orders.hpp"

namespace lifecycled {

// `event` is what the shop said of this order, or null: it knows pictures and pages, which orders do not
// keep.
liquid::Value order_facts(const OrderRow& order, const boost::json::value* event);

liquid::Value cart_facts(const CartRow& cart);

// Of events that list products (Order Completed, Cart Viewed, ...) or are about one (Product Added, ...).
// Nothing for others.
liquid::Array event_products(const boost::json::value& event);

// How the addresses of the sample products' pictures begin, which need no network.
constexpr std::string_view sample_picture_start = "data:image/svg+xml;name=sample,";

// An order of two products with pictures that need no network.
liquid::Value sample_order(const std::string& currency);
// The same two, not bought yet.
liquid::Value sample_cart(const std::string& currency);

}  // namespace lifecycled
