/* abi_layout_test.c for the extensions: services of the host and features of a channel. Here, too, structs
 * may grow at the end, and tables may not change at all: a new revision is a new id. */
#include <assert.h>
#include <string.h>

#include "lifecycled/ext/http.h"
#include "lifecycled/ext/report.h"
#include "lifecycled/ext/started.h"
#include "lifecycled/ext/thread_check.h"
#include "lifecycled/ext/webhook.h"

#define PIN(type, field, at) static_assert(offsetof(type, field) == (at), #type "." #field " has moved")

PIN(lc_http_request, struct_size, 0);
PIN(lc_http_request, method, 8);
PIN(lc_http_request, url, 16);
PIN(lc_http_request, headers, 24);
PIN(lc_http_request, body, 32);
PIN(lc_http_request, body_size, 40);
PIN(lc_http_request, tickets, 48);
PIN(lc_http_request, ticket_count, 56);
PIN(lc_http_request, timeout_ms, 64);
PIN(lc_http_request, response_limit, 68);
static_assert(sizeof(lc_http_request) == 72, "lc_http_request has changed its size");

PIN(lc_http_response, struct_size, 0);
PIN(lc_http_response, status, 8);
PIN(lc_http_response, headers, 16);
PIN(lc_http_response, body, 24);
PIN(lc_http_response, body_size, 32);
PIN(lc_http_response, retry_after_ms, 40);
PIN(lc_http_response, error, 48);
static_assert(sizeof(lc_http_response) == 56, "lc_http_response has changed its size");

PIN(lc_http, send, 0);
static_assert(sizeof(lc_http) == 8, "lc_http has changed its size");

PIN(lc_report, struct_size, 0);
PIN(lc_report, kind, 8);
PIN(lc_report, provider_message_id, 16);
PIN(lc_report, idempotency_key, 24);
PIN(lc_report, address, 32);
PIN(lc_report, event_id, 40);
PIN(lc_report, at_unix_ms, 48);
PIN(lc_report, code, 56);
PIN(lc_report, detail, 64);
PIN(lc_report, text, 72);
PIN(lc_report, url, 80);
PIN(lc_report, cost_micros, 88);
PIN(lc_report, cost_currency, 96);
static_assert(sizeof(lc_report) == 104, "lc_report has changed its size");

PIN(lc_reporting, report, 0);
static_assert(sizeof(lc_reporting) == 8, "lc_reporting has changed its size");

PIN(lc_webhook_request, struct_size, 0);
PIN(lc_webhook_request, method, 8);
PIN(lc_webhook_request, url, 16);
PIN(lc_webhook_request, path, 24);
PIN(lc_webhook_request, query, 32);
PIN(lc_webhook_request, headers, 40);
PIN(lc_webhook_request, body, 48);
PIN(lc_webhook_request, body_size, 56);
PIN(lc_webhook_request, received_unix_ms, 64);
static_assert(sizeof(lc_webhook_request) == 72, "lc_webhook_request has changed its size");

PIN(lc_webhook_reply, struct_size, 0);
PIN(lc_webhook_reply, status, 8);
PIN(lc_webhook_reply, content_type, 16);
PIN(lc_webhook_reply, body, 24);
PIN(lc_webhook_reply, body_size, 32);
static_assert(sizeof(lc_webhook_reply) == 40, "lc_webhook_reply has changed its size");

PIN(lc_webhook, receive, 0);
static_assert(sizeof(lc_webhook) == 8, "lc_webhook has changed its size");

PIN(lc_started, started, 0);
static_assert(sizeof(lc_started) == 8, "lc_started has changed its size");

PIN(lc_thread_check, is_control, 0);
PIN(lc_thread_check, is_channel, 8);
static_assert(sizeof(lc_thread_check) == 16, "lc_thread_check has changed its size");

/* The numbers of enumerations cross the line as well. */
static_assert(LC_HTTP_NOT_SENT == 0 && LC_HTTP_ANSWER_LOST == -1, "statuses that are none of HTTP");
static_assert(LC_REPORT_SENT == 1 && LC_REPORT_DELIVERED == 2 && LC_REPORT_READ == 3, "reports");
static_assert(LC_REPORT_OPENED == 4 && LC_REPORT_CLICKED == 5 && LC_REPORT_BOUNCED_HARD == 6, "reports");
static_assert(LC_REPORT_BOUNCED_SOFT == 7 && LC_REPORT_FAILED == 8 && LC_REPORT_COMPLAINED == 9, "reports");
static_assert(LC_REPORT_UNSUBSCRIBED == 10 && LC_REPORT_RESUBSCRIBED == 11, "reports");
static_assert(LC_REPORT_REPLIED == 12 && LC_REPORT_POSTPONED == 13, "reports");

/* And so do the ids: a plugin that asks for an older spelling would find nothing. */
bool extensions_are_as_they_were(void);
bool extensions_are_as_they_were(void) {
  const lc_http_request request = LC_HTTP_REQUEST_INIT;
  const lc_report report = LC_REPORT_INIT;
  const lc_webhook_reply reply = LC_WEBHOOK_REPLY_INIT;
  const bool names_stand = strcmp(LC_EXT_HTTP, "lifecycled.host.http/1") == 0 &&
                           strcmp(LC_EXT_REPORT, "lifecycled.host.report/1") == 0 &&
                           strcmp(LC_EXT_STARTED, "lifecycled.host.started/1") == 0 &&
                           strcmp(LC_EXT_THREAD_CHECK, "lifecycled.host.thread-check/1") == 0 &&
                           strcmp(LC_EXT_WEBHOOK, "lifecycled.webhook/1") == 0;
  const bool texts_are_set = request.method && request.url && report.provider_message_id &&
                             report.idempotency_key && report.address && report.event_id && report.code &&
                             report.detail && report.text && report.url && report.cost_currency &&
                             reply.content_type && reply.body;
  return names_stand && texts_are_set && LC_HAS(&request, response_limit) && LC_HAS(&report, cost_currency) &&
         LC_HAS(&reply, body_size);
}
