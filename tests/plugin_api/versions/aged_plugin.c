/* One plugin, built against the headers of three ages: the first ones (AGE 1, old_abi), today's (2), and
 * those of one day (3, make_newer_abi.py). It says all it was given in a log line, and answers with all it
 * has. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lifecycled/channel.h"
#if AGE >= 2
#include "lifecycled/ext/http.h"
#include "lifecycled/ext/report.h"
#include "lifecycled/ext/webhook.h"
#endif

struct lc_channel {
  const lc_host* host;
  char words[100]; /* of options, to be said again */
  bool asks_by_http;
};

static void say(const lc_host* host, const char* format, ...) __attribute__((format(printf, 2, 3)));
static void say(const lc_host* host, const char* format, ...) {
  char line[1500];
  va_list values;
  va_start(values, format);
  vsnprintf(line, sizeof line, format, values);
  va_end(values);
  host->log(host, 6, line);
}

static lc_channel* create(const lc_host* host, const lc_config* config, lc_error* error) {
  const char* words = host->config_text(config, "words");
  if (strcmp(words, "refuse") == 0) {
    snprintf(error->key, sizeof error->key, "words");
    snprintf(error->text, sizeof error->text, "must not be \"refuse\"");
    return NULL;
  }
  lc_channel* self = calloc(1, sizeof *self);
  self->host = host;
  snprintf(self->words, sizeof self->words, "%s %" PRId64 " %s", words,
           host->config_integer(config, "number"), host->config_item(config, "list", 1));
  self->asks_by_http = strcmp(host->config_item(config, "list", 0), "quiet") != 0;
  return self;
}

static void destroy(lc_channel* self) { free(self); }

static void capabilities(lc_channel* self, lc_capabilities* out) {
  (void)self;
  lc_capabilities mine = LC_CAPABILITIES_INIT;
  mine.batch_size = 11;
  mine.in_flight = 12;
  mine.per_second = 13;
  mine.text_characters = 14;
  mine.html = mine.subject = mine.reports = mine.deduplicates = true;
  mine.struct_size = out->struct_size < sizeof mine ? out->struct_size : sizeof mine;
  memcpy(out, &mine, mine.struct_size);
}

static void say_message(const lc_channel* self, const lc_message* m) {
  say(self->host, "%s|%s|%s|%s|%d|%" PRId64 "|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%" PRId64 "|%s", self->words,
      m->idempotency_key, m->message_id, m->delivery_id, m->kind, m->deadline_unix_ms, m->recipient,
      m->sender, m->subject, m->text, m->html, m->language, m->unsubscribe_url, m->unsubscribe_mailto,
      m->list_id, m->feedback_id, m->last_inbound_unix_ms, m->extra_json);
  for (const char* const* at = m->headers; *at != NULL; at += 2)
    say(self->host, "header %s=%s", at[0], at[1]);
  for (const lc_part* const* at = m->parts; *at != NULL; ++at) {
    const lc_part* part = *at;
    say(self->host, "part %s|%s|%s|%zu|%.*s", part->file_name, part->content_type, part->content_id,
        part->body_size, (int)part->body_size, (const char*)part->body);
  }
}

static void finish(const lc_host* host, uint64_t ticket, lc_outcome outcome, const char* detail) {
  lc_result result = LC_RESULT_INIT;
  result.outcome = outcome;
  result.scope = LC_SCOPE_DESTINATION;
  result.retry_after_ms = 21;
  result.pace_key = "pace";
  result.provider_message_id = "provider";
  result.detail = detail;
  result.cost_micros = 22;
  result.cost_currency = "EUR";
  host->complete(host, ticket, &result);
}

#if AGE >= 2
struct sending {
  const lc_host* host;
  uint64_t ticket;
};

static void answered(void* user, const lc_http_response* response) {
  struct sending* sending = user;
  say(sending->host, "response %d|%s|%s|%u|%s", response->status,
      response->headers[0] == NULL ? "" : response->headers[1], (const char*)response->body,
      response->retry_after_ms, response->error);
  finish(sending->host, sending->ticket, LC_ACCEPTED, "by HTTP");
  free(sending);
}

static bool send_by_http(lc_channel* self, const lc_message* message) {
  const lc_http* http = self->host->extension(self->host, LC_EXT_HTTP);
  if (http == NULL || !self->asks_by_http) return false;
  const char* const headers[] = {"X-Name", "value", NULL};
  lc_http_request request = LC_HTTP_REQUEST_INIT;
  request.method = "PUT";
  request.url = "https://example.org/aged";
  request.headers = headers;
  request.body = message->text;
  request.body_size = strlen(message->text);
  request.tickets = &message->ticket;
  request.ticket_count = 1;
  request.timeout_ms = 31000;
  request.response_limit = 32000;
  struct sending* sending = malloc(sizeof *sending);
  sending->host = self->host;
  sending->ticket = message->ticket;
  http->send(self->host, &request, answered, sending);
  return true;
}

static void receive(lc_channel* self, const lc_webhook_request* r, lc_webhook_answer answer, void* to) {
  say(self->host, "request %s|%s|%s|%s|%s=%s|%s|%zu|%" PRId64, r->method, r->url, r->path, r->query,
      r->headers[0], r->headers[1], (const char*)r->body, r->body_size, r->received_unix_ms);
  lc_report report = LC_REPORT_INIT;
  report.kind = LC_REPORT_CLICKED;
  report.provider_message_id = "provider";
  report.idempotency_key = "key";
  report.address = "address";
  report.event_id = "event";
  report.at_unix_ms = 41;
  report.code = "code";
  report.detail = "detail";
  report.text = "text";
  report.url = "url";
  report.cost_micros = 42;
  report.cost_currency = "EUR";
  lc_report another = LC_REPORT_INIT;
  another.kind = LC_REPORT_REPLIED;
  another.address = "another";
  const lc_report* const reports[] = {&report, &another};
  const lc_reporting* service = self->host->extension(self->host, LC_EXT_REPORT);
  service->report(self->host, reports, 2, NULL, NULL);
  lc_webhook_reply reply = LC_WEBHOOK_REPLY_INIT;
  reply.status = 202;
  reply.content_type = "text/aged";
  reply.body = "taken";
  reply.body_size = 5;
  answer(to, &reply);
}
static const lc_webhook webhook = {receive};
#endif

static void submit(lc_channel* self, const lc_message* const* messages, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    say_message(self, messages[i]);
#if AGE >= 2
    if (send_by_http(self, messages[i])) continue;
#endif
    finish(self->host, messages[i]->ticket, LC_RATE_LIMITED, "at once");
  }
}

static void stop(lc_channel* self) { (void)self; }

static const void* extension(lc_channel* self, const char* id) {
  (void)self;
#if AGE >= 2
  if (strcmp(id, LC_EXT_WEBHOOK) == 0) return &webhook;
#endif
  (void)id;
  return NULL;
}

static const lc_option words = LC_OPTION_INIT("words", LC_TEXT, "some words", "Words.");
static const lc_option number = {
    .struct_size = sizeof(lc_option),
    .key = "number",
    .type = LC_INTEGER,
    .default_value = "5",
    .help = "A number.",
    .choices = "",
    .minimum = 1,
    .maximum = 9,
};
static const lc_option list = LC_OPTION_INIT("list", LC_TEXT_LIST, "", "A list.");
static const lc_option* const options[] = {&words, &number, &list, NULL};
static const lc_option* const no_fields[] = {NULL};
static const lc_channel_type aged = {
    "test.aged", "phone",      "Says what it is given.",
    options,     no_fields,    create,
    destroy,     capabilities, submit,
    stop,        extension,
};
static const lc_channel_type* const channel_types[] = {&aged, NULL};

LC_EXPORT const lc_plugin lifecycled_plugin = {
    LC_ABI_MAJOR, LC_ABI_MINOR, "test.aged", "Aged", "1.0", "tests", channel_types,
};
