// What keeps the database small, in slices that nobody notices: rendered contents after their keeping time,
// ids beyond the window of de-duplication. On the io thread.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "base/clock.hpp"
#include "store/store.hpp"

namespace lifecycled {

// Runs until `stopping`.
boost::asio::awaitable<void> keep_house(Store& store, const Clock& clock, Milliseconds keep_content_for,
                                        const bool& stopping);

}  // namespace lifecycled
