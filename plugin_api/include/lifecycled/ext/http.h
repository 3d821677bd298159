/* A service of the host: HTTP requests to the provider, without a thread, TLS or an event loop of your own.
 *
 * The host keeps connections open and uses them again, speaks HTTP/2 where the provider does, verifies
 * certificates, obeys the channel's proxy, and follows no redirect to another host. It refuses private
 * addresses unless the shop allows them for this channel. A request goes out at most once: the host never
 * repeats one by itself.
 *
 * Tell it which tickets a request can deliver, and it records them as started right before the first byte of
 * the request leaves. A plugin that asks for this service in create() promises to do so: after a crash, a
 * ticket that no request has named is simply sent again. (What it sends by other ways than this service, it
 * records by LC_EXT_STARTED.)
 */
#ifndef LIFECYCLED_EXT_HTTP_H
#define LIFECYCLED_EXT_HTTP_H

#include "../channel.h"

#ifdef __cplusplus
extern "C" {
#endif

#define LC_EXT_HTTP "lifecycled.host.http/1"

typedef struct lc_http_request {
  size_t struct_size;
  const char* method;         /* "POST" */
  const char* url;            /* http:// or https:// */
  const char* const* headers; /* name, value, name, value, null; Content-Length is the host's */
  const void* body;
  size_t body_size;
  const uint64_t* tickets; /* what this request may deliver */
  size_t ticket_count;
  uint32_t timeout_ms;     /* for the whole exchange; 0: 30 seconds */
  uint32_t response_limit; /* bytes of its body, at most 8 MiB; 0: 1 MiB. A longer answer is a lost one */
} lc_http_request;
#define LC_HTTP_REQUEST_INIT {sizeof(lc_http_request), "POST", "", NULL, NULL, 0, NULL, 0, 0, 0}

/* A status that is no status of HTTP. Of the tickets of such a request, make: */
enum {
  LC_HTTP_NOT_SENT = 0,    /* nothing has left: LC_TRANSIENT */
  LC_HTTP_ANSWER_LOST = -1 /* it may have arrived: LC_IN_DOUBT */
};

typedef struct lc_http_response {
  size_t struct_size;
  int32_t status;             /* 200, 404, ..., or one of the two above */
  const char* const* headers; /* name in small letters, value, ..., null */
  const void* body;           /* a NUL follows it */
  size_t body_size;
  uint32_t retry_after_ms; /* of Retry-After in either of its forms (RFC 9110, 10.2.3); 0: absent */
  const char* error;       /* one line for the log, when there is no answer; else "" */
} lc_http_response;

/* The response and all it points to lives during the call only. [channel] */
typedef void (*lc_http_done)(void* user, const lc_http_response* response);

typedef struct lc_http {
  /* A ticket that is refused (LC_REJECTED, LC_INVALID_ADDRESS) before a request has named it was never sent:
   * it counts neither in the day's volume nor in the channel's health, if this service is all you send by.
   * Copies the request, never waits, and calls done exactly once, later, before it calls destroy(); from then
   * on it sends nothing and calls nobody. [any] */
  void (*send)(const lc_host* host, const lc_http_request* request, lc_http_done done, void* user);
} lc_http;

#ifdef __cplusplus
}
#endif
#endif
