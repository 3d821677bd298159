// Starts a coroutine that nobody awaits, so that its failure is never swallowed. Shell code on the io thread.
#pragma once

#include <functional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "base/log.hpp"

namespace lifecycled {

// Runs `task`; if it ends by an exception other than cancellation, that is logged as `task.failed` under its
// name and `on_failure` is called (main stops the daemon: a dead loop must not go unnoticed).
void spawn(const boost::asio::any_io_executor& executor, Log log, std::string name,
           boost::asio::awaitable<void> task, std::function<void()> on_failure = {});

}  // namespace lifecycled
