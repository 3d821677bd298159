/* A service of the host: what the provider tells later about messages that it has accepted, and what
 * customers write back. Call it while a webhook is received (webhook.h), or from a thread of your own such as
 * a listener for bounces.
 */
#ifndef LIFECYCLED_EXT_REPORT_H
#define LIFECYCLED_EXT_REPORT_H

#include "../channel.h"

#ifdef __cplusplus
extern "C" {
#endif

#define LC_EXT_REPORT "lifecycled.host.report/1"

enum {
  LC_REPORT_SENT = 1,          /* the provider has passed it on */
  LC_REPORT_DELIVERED = 2,     /* it is in the customer's mailbox, or on the phone */
  LC_REPORT_READ = 3,          /* shown to the customer */
  LC_REPORT_OPENED = 4,        /* its pictures were loaded, perhaps by a machine */
  LC_REPORT_CLICKED = 5,       /* url says which link */
  LC_REPORT_BOUNCED_HARD = 6,  /* the address will never work: the host suppresses it */
  LC_REPORT_BOUNCED_SOFT = 7,  /* not this time, such as a full mailbox */
  LC_REPORT_FAILED = 8,        /* accepted, then given up for a reason that is not the address's */
  LC_REPORT_COMPLAINED = 9,    /* marked as spam: the host withdraws consent at once */
  LC_REPORT_UNSUBSCRIBED = 10, /* on this channel */
  LC_REPORT_RESUBSCRIBED = 11, /* on this channel */
  LC_REPORT_REPLIED = 12,      /* text says what; opens the window of channels that have one */
  LC_REPORT_POSTPONED = 13     /* accepted, then given up for now: the host sends it again a day later */
};

/* Say whom it concerns by one of the first three at least. */
typedef struct lc_report {
  size_t struct_size;
  int32_t kind;
  const char* provider_message_id; /* as in lc_result */
  const char* idempotency_key;     /* as in lc_message, where the provider has no id of its own */
  const char* address;             /* the customer's, for what belongs to no message */
  const char* event_id;      /* the provider's id of this report: the same one counts once; "": all count
                                once by kind, message and time */
  int64_t at_unix_ms;        /* when it happened; 0: now */
  const char* code;          /* the provider's or the enhanced status code: "5.1.1", "30003"; of a reply by a
                                button, what the shop gave it to stand for, if that is not its text */
  const char* detail;        /* one line for the operator, without secrets or addresses */
  const char* text;          /* of a reply */
  const char* url;           /* of a click */
  int64_t cost_micros;       /* millionths of one unit of cost_currency; 0: not told */
  const char* cost_currency; /* "EUR" */
} lc_report;
#define LC_REPORT_INIT {sizeof(lc_report), 0, "", "", "", "", 0, "", "", "", "", 0, ""}

/* Stored: they are safe on the daemon's disk, so the provider may forget them (answer 250, delete the file).
 * Not stored: ask the provider to tell them again. [channel] */
typedef void (*lc_report_done)(void* user, bool stored);

typedef struct lc_reporting {
  /* Copies the reports and never waits. done may be null; else it is called exactly once, later, before the
   * host calls destroy(). [any] */
  void (*report)(const lc_host* host, const lc_report* const* reports, size_t count, lc_report_done done,
                 void* user);
} lc_reporting;

#ifdef __cplusplus
}
#endif
#endif
