// Which buyers stand between the borders of one day's figures of the shop and those of the next: they alone
// can have changed segments by it. Belongs to the writer's connection; same thread.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "audience/segment_syntax.hpp"
#include "store/shop_figures.hpp"

namespace lifecycled {

class MovedBorders {
 public:
  // Borders on which some segment rests, as they were and as they are now.
  void move(const ShopFiguresRow& before, const ShopFiguresRow& after,
            const std::vector<SegmentSql>& segments);
  bool has_more() const { return !ranges_.empty(); }
  // The next of those between, at most `limit`; some may come twice.
  std::vector<std::int64_t> next(Database& database, std::size_t limit);

 private:
  struct Range {
    BuyerOrder order;
    BuyerPlace from;
    double until;
  };
  void move_quintiles(BuyerOrder order, const std::optional<QuintileBorders>& before,
                      const std::optional<QuintileBorders>& after);
  void add(BuyerOrder order, double from, double until);
  void add_everybody();

  std::deque<Range> ranges_;
};

}  // namespace lifecycled
