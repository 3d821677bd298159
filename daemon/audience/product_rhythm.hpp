// How regularly a customer buys the products of an order: what runs out, and when. Reads the connection that
// it is given; that one's thread.
#pragma once

#include <optional>

#include <boost/json/value.hpp>

#include "base/time.hpp"
#include "store/database.hpp"

namespace lifecycled {

struct ProductRhythm {
  double gap_days = 0;     // the median of the days between purchases
  bool is_steady = false;  // no gap differs from the median by more than half of it
};

// From three purchases on different days of one product: two gaps, so that one odd order does not make a
// rhythm.
constexpr std::size_t fewest_purchases = 3;

// Of the products that the event (an order, or something that names one by order_id) is about, that which
// runs out first. Nothing where the customer has no rhythm for any of them. `steady_alone` leaves out the
// others.
std::optional<ProductRhythm> soonest_rhythm(Database& database, std::int64_t customer,
                                            const boost::json::value& event, bool steady_alone);

}  // namespace lifecycled
