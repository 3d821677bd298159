// What Order Completed and Order Updated say of an order. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "store/orders.hpp"

namespace lifecycled {

// Whose it is, and when, the event itself says. Nothing where it can be no order: `fault` is then a sentence.
std::optional<OrderRow> read_order(const boost::json::value& body, std::string_view event,
                                   const std::string& shop_currency, std::string& fault);

// Of an Order Refunded without total that lists what came back: its prices. Nothing where it lists nothing,
// and where a price is not told, with a `fault`.
std::optional<std::int64_t> refund_by_products(const boost::json::value& body, std::string_view currency,
                                               std::string& fault);

}  // namespace lifecycled
