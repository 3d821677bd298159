// /v1/*: Segment's API over HTTP. Checks the write key, reads the call, and answers 200 only after what it
// brought is on disk. Made by main(), outlives the server; io thread.
#pragma once

#include <functional>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "intake/segment_api.hpp"
#include "intake/write_keys.hpp"
#include "store/store.hpp"
#include "web/key_budgets.hpp"
#include "web/router.hpp"

namespace lifecycled {

class IntakeRoutes {
 public:
  // `on_events` is called after a commit that brought events: it wakes the reactor. The references outlive
  // this.
  IntakeRoutes(Store& store, const Clock& clock, Log log, WriteKeys keys, std::function<void()> on_events,
               KeyBudgets budgets = {});

  void add_to(Router& router, std::size_t most_body_bytes);

 private:
  boost::asio::awaitable<Response> answer(SegmentCall call, Request request);
  boost::asio::awaitable<bool> keep(SegmentResult result);
  Response too_many(const KeyRights& rights, Milliseconds wait);

  Store& store_;
  const Clock& clock_;
  Log log_;
  WriteKeys keys_;
  std::function<void()> on_events_;
  KeyBudgets budgets_;
  std::optional<SteadyInstant> limit_told_;
  std::uint64_t limited_ = 0;  // requests since it was told
  bool is_failing_ = false;
};

}  // namespace lifecycled
