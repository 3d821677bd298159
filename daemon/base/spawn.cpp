#include "base/spawn.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace lifecycled {

void spawn(const boost::asio::any_io_executor& executor, Log log, std::string name,
           boost::asio::awaitable<void> task, std::function<void()> on_failure) {
  auto ended = [log = std::move(log), name = std::move(name),
                on_failure = std::move(on_failure)](const std::exception_ptr& failure) {
    if (!failure) return;
    try {
      std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
      if (error.code() == boost::asio::error::operation_aborted) return;
      log.error("task.failed", {{"task", name}, {"reason", error.what()}});
    } catch (const std::exception& error) {
      log.error("task.failed", {{"task", name}, {"reason", error.what()}});
    }
    if (on_failure) on_failure();
  };
  boost::asio::co_spawn(executor, std::move(task), std::move(ended));
}

}  // namespace lifecycled
