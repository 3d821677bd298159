/* A service of the host: remembers which tickets may have reached a provider, even if every process is
 * killed.
 *
 * A message that was handed over but not yet started is simply tried again after a crash; a started one is in
 * doubt. A plugin that asks for this service in create() promises to call started() itself; for one that
 * never asks, the host counts a ticket as started as soon as submit() is called.
 */
#ifndef LIFECYCLED_EXT_STARTED_H
#define LIFECYCLED_EXT_STARTED_H

#include "../channel.h"

#ifdef __cplusplus
extern "C" {
#endif

#define LC_EXT_STARTED "lifecycled.host.started/1"

typedef struct lc_started {
  /* Call it before the first byte that can lead to delivery leaves (for SMTP: before the final dot). Returns
   * once it is recorded. False: do not send, complete these tickets as LC_TRANSIENT (the daemon is gone, a
   * deadline has passed, or nothing could be recorded). [any] */
  bool (*started)(const lc_host* host, const uint64_t* tickets, size_t count);
} lc_started;

#ifdef __cplusplus
}
#endif
#endif
