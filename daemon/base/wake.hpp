// A loop's alarm clock: sleeps until a moment of the wall clock, or until someone says that there is work.
// Shell code on the io thread.
#pragma once

#include <optional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/clock.hpp"

namespace lifecycled {

class Wake {
 public:
  Wake(boost::asio::any_io_executor executor, const Clock& clock);
  // Returns at `at` (never, if there is none) or after notify(), whichever comes first. A notify() that came
  // while nobody slept is not lost. Looks at the wall clock again every few seconds, so that a clock that
  // jumps is noticed.
  boost::asio::awaitable<void> until(std::optional<Instant> at);
  void notify();
  // Makes the present and every later until() return at once.
  void close();
  bool is_closed() const { return closed_; }

 private:
  const Clock& clock_;
  boost::asio::steady_timer timer_;
  bool notified_ = false;
  bool closed_ = false;
};

}  // namespace lifecycled
