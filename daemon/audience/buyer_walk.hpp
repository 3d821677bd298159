// Works out the shop's figures about its buyers in small pieces: mean and deviation of what they spent and of
// their order values, and the borders of the quintiles. Nothing may change between two pieces: whoever runs
// it decides nothing meanwhile. Belongs to the writer's connection; same thread.
#pragma once

#include <optional>

#include "store/shop_figures.hpp"

namespace lifecycled {

class BuyerWalk {
 public:
  // Goes on for at most some thousand buyers; the figures once all have been seen.
  std::optional<BuyerFigures> step(Database& database);

 private:
  bool count(Database& database);    // false once all are counted
  bool measure(Database& database);  // false once all borders are known

  // Mean and sum of squared differences, by Welford's method.
  struct Spread {
    double mean = 0, squares = 0;
    void add(double value, double count);
    double deviation(double count) const;
  };
  bool is_counted_ = false;
  BuyerPlace place_{-9e15, 0};
  std::int64_t rank_ = 0;
  std::size_t border_ = 0;  // of twelve, the one to be found next
  Spread spent_, order_value_;
  QuintileBorders found_[3] = {};
  BuyerFigures figures_;
};

}  // namespace lifecycled
