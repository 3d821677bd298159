/* A service of the host: which thread this is, in the words of channel.h. channel.hpp asks it in debug
 * builds, on both sides of every call, so that a mistake shows where it is made.
 */
#ifndef LIFECYCLED_EXT_THREAD_CHECK_H
#define LIFECYCLED_EXT_THREAD_CHECK_H

#include "../channel.h"

#ifdef __cplusplus
extern "C" {
#endif

#define LC_EXT_THREAD_CHECK "lifecycled.host.thread-check/1"

typedef struct lc_thread_check {
  bool (*is_control)(
      const lc_host* host); /* inside create() or destroy(), on the host's main thread. [any] */
  bool (*is_channel)(const lc_host* host); /* inside a [channel] call of this channel, on its thread. [any] */
} lc_thread_check;

#ifdef __cplusplus
}
#endif
#endif
