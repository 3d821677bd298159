#include "cli/housekeeping.hpp"

#include <stdexcept>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "store/carts.hpp"
#include "store/contents.hpp"
#include "store/events.hpp"
#include "store/waiting_answers.hpp"

namespace lifecycled {
namespace {

constexpr Milliseconds id_window{30LL * 86'400'000};
constexpr std::size_t ids_at_once = 500;
constexpr std::size_t contents_at_once = 50;
// Long after anybody would be reminded of it.
constexpr Milliseconds answer_window{30LL * 86'400'000};
constexpr Milliseconds cart_window{180LL * 86'400'000};
constexpr std::size_t carts_at_once = 50;
constexpr std::chrono::milliseconds between_slices{50};
constexpr std::chrono::minutes between_rounds{60};

}  // namespace

boost::asio::awaitable<void> keep_house(Store& store, const Clock& clock, Milliseconds keep_content_for,
                                        const bool& stopping) {
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor);
  std::string from_key;
  while (!stopping) {
    auto sweep = [now = clock.now(), keep_content_for, from_key](Database& database) mutable {
      const bool more_contents = Contents(database).forget(now - keep_content_for, contents_at_once) > 0;
      const bool more_ids = Events(database).forget_ids(now - id_window, from_key, ids_at_once);
      // Few, and of parcels whose order never came.
      WaitingAnswers(database).forget(now - answer_window);
      const bool more_carts = Carts(database).forget(now - cart_window, carts_at_once) > 0;
      return std::pair(more_contents || more_ids || more_carts, more_ids ? from_key : std::string());
    };
    std::chrono::milliseconds pause = between_rounds;
    try {
      auto swept = co_await store.write(std::move(sweep));
      from_key = std::move(swept.second);
      if (swept.first) pause = between_slices;
    } catch (const std::runtime_error&) {
      // A full disk is said by those who must write; tidying waits for the next round.
    }
    timer.expires_after(pause);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

}  // namespace lifecycled
