/* A feature of a channel: the provider's requests to us. Offer the table lc_webhook by the channel's
 * extension(), and everything under https://SHOP/webhooks/CHANNEL is handed to receive() as it came.
 */
#ifndef LIFECYCLED_EXT_WEBHOOK_H
#define LIFECYCLED_EXT_WEBHOOK_H

#include "../channel.h"

#ifdef __cplusplus
extern "C" {
#endif

#define LC_EXT_WEBHOOK "lifecycled.webhook/1"

/* Every byte of it is a stranger's until you have verified the signature. */
typedef struct lc_webhook_request {
  size_t struct_size;
  const char* method;
  const char* url;            /* whole, as the provider was given it, with its query: some sign it */
  const char* path;           /* after /webhooks/CHANNEL: "" or "/status" */
  const char* query;          /* after the "?", as it came */
  const char* const* headers; /* name in small letters, value, ..., null */
  const void* body;           /* raw; a NUL follows it */
  size_t body_size;
  int64_t received_unix_ms; /* when it came: earlier than now if this channel was down then. Measure the
                               age of a signature by this */
} lc_webhook_request;

typedef struct lc_webhook_reply {
  size_t struct_size;
  int32_t status;
  const char* content_type;
  const void* body;
  size_t body_size;
} lc_webhook_reply;
#define LC_WEBHOOK_REPLY_INIT {sizeof(lc_webhook_reply), 200, "text/plain", "", 0}

/* The host's; copies the reply. [channel] */
typedef void (*lc_webhook_answer)(void* to, const lc_webhook_reply* reply);

typedef struct lc_webhook {
  /* Verifies the signature, reports what the request tells (report.h), and calls answer once before it
   * returns. The host sends the reply when these reports are stored; when they cannot be, it answers 503 in
   * its place, so that the provider comes again. While the channel is down the host keeps what comes,
   * answers 200, and hands it over later: a reply then goes nowhere. [channel] */
  void (*receive)(lc_channel* self, const lc_webhook_request* request, lc_webhook_answer answer, void* to);
} lc_webhook;

#ifdef __cplusplus
}
#endif
#endif
