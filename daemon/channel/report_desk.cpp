#include "channel/report_desk.hpp"

#include <algorithm>
#include <iterator>

namespace lifecycled {
namespace {
// Texts of a receipt are cut to some 10 KB at most, so a batch stays far below the largest frame.
constexpr std::size_t most_in_a_batch = 500;
}  // namespace

void ReportDesk::hand_in(std::vector<Receipt> receipts,
                         const std::vector<std::shared_ptr<ReportGroup>>& groups) {
  const std::scoped_lock lock(mutex_);
  if (is_closed_ || (receipts.empty() && groups.empty())) return;
  auto from = receipts.begin();
  // Even of nothing, so that whoever waits hears of it later, as of anything else.
  do {
    const auto count = std::min<std::ptrdiff_t>(most_in_a_batch, receipts.end() - from);
    const std::uint64_t batch = ++last_batch_;
    for (const auto& group : groups) group->expect();
    waiting_.emplace(batch, groups);
    events_.reported(batch, {std::make_move_iterator(from), std::make_move_iterator(from + count)});
    from += count;
  } while (from != receipts.end());
}

void ReportDesk::stored(std::uint64_t batch, bool stored) {
  std::vector<std::shared_ptr<ReportGroup>> groups;
  {
    const std::scoped_lock lock(mutex_);
    auto found = waiting_.extract(batch);
    if (!found.empty()) groups = std::move(found.mapped());
  }
  for (const auto& group : groups) group->arrive(stored);
}

void ReportDesk::close() {
  std::vector<std::uint64_t> left;
  {
    const std::scoped_lock lock(mutex_);
    is_closed_ = true;
    for (const auto& [batch, groups] : waiting_) left.push_back(batch);
  }
  for (const std::uint64_t batch : left) stored(batch, false);
}

}  // namespace lifecycled
