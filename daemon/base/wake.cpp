#include "base/wake.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace lifecycled {
namespace {
constexpr Milliseconds longest_nap{5'000};
}

Wake::Wake(boost::asio::any_io_executor executor, const Clock& clock)
    : clock_(clock), timer_(std::move(executor)) {}

boost::asio::awaitable<void> Wake::until(std::optional<Instant> at) {
  while (!notified_ && !closed_) {
    const Instant now = clock_.now();
    if (at && *at <= now) break;
    timer_.expires_after(at ? std::min<Milliseconds>(*at - now, longest_nap) : longest_nap);
    // Being cancelled by notify() is the normal way to wake, not a failure.
    co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }
  notified_ = false;
}

void Wake::notify() {
  notified_ = true;
  timer_.cancel();
}

void Wake::close() {
  closed_ = true;
  timer_.cancel();
}

}  // namespace lifecycled
