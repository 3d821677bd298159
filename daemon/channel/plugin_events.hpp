// What a plugin tells its host. Implemented by the child process and by LoadedChannel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "channel/channel.hpp"
#include "channel/receipt.hpp"

namespace lifecycled {

// How a plugin broke the contract in a way that its host can bear.
enum class Misdeed {
  CompletedTwice,    // or a ticket that it was never given
  NoSuchOutcome,     // counts as in doubt
  SentWithoutStart,  // accepted, but never started
  ReportOfNobody,    // a report that concerns no message and no address
  ReportOfNothing,   // a report of an unknown kind
  NoWebhookAnswer,   // receive() returned without an answer
  TookLong,          // a call that must not wait did
};

// Called from any thread, perhaps from several at once, perhaps from inside submit().
class PluginEvents {
 public:
  virtual ~PluginEvents() = default;
  virtual void completed(Completion completion) = 0;
  virtual void logged(int syslog_level, std::string_view text) = 0;
  // For the operator's log, unless somebody wants to know more exactly.
  virtual void misbehaved(Misdeed /*deed*/, std::string_view text) { logged(4, text); }
  // Records tickets as started; false when that failed.
  virtual bool started(const std::uint64_t* tickets, std::size_t count) = 0;
  // To be answered by PluginInstance::reports_stored() with the same number.
  virtual void reported(std::uint64_t batch, std::vector<Receipt> receipts) = 0;
};

}  // namespace lifecycled
