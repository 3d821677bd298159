/* A plugin for a provider that exists nowhere, in C, which keeps every rule of lifecycled/channel.h; and,
 * made with -DDEED=..., one that breaks a single rule, so that each check of lifecycled-plugin-check can be
 * seen to fail.
 *
 * The provider takes POST /send with the recipient and the text on two lines and answers "id=NUMBER". Its
 * webhook brings lines "KIND ID EVENT TIME", signed in X-Signature by a toy that protects nothing.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deeds.h"
#include "lifecycled/channel.h"
#include "lifecycled/ext/http.h"
#include "lifecycled/ext/report.h"
#include "lifecycled/ext/started.h"
#include "lifecycled/ext/webhook.h"

#ifndef DEED
#define DEED none
#endif
#define DOES(deed) (DEED == deed)

enum { most_at_once = 50 };

struct lc_channel {
  const lc_host* host;
  const lc_http* http;
  const lc_reporting* reporting;
  char *token, *url, *authorization;
  size_t pending;
  bool is_stopped;
  unsigned reports;
  pthread_t impatient[1000]; /* deed completes_too_early only */
  size_t impatient_count;
};

typedef struct Request {
  lc_channel* channel;
  const lc_message* message;
  uint64_t ticket;
  bool is_last, was_repeated;
  /* Deed completes_too_early only. */
  pthread_mutex_t mutex;
  bool is_done;
  unsigned holders;
} Request;

static const lc_host* last_host;      /* deed shares_its_host only */
static char last_authorization[1000]; /* deed shares_its_token only */
static unsigned channels_made;
static _Thread_local bool was_created_here;

static void* read_token(void* asked) {
  const void* const* both = asked;
  const lc_host* host = both[0];
  host->config_text(both[1], "token");
  return NULL;
}

static lc_channel* refuse(lc_error* error, const char* key, const char* text) {
  strncat(error->key, key, sizeof error->key - 1);
  strncat(error->text, text, sizeof error->text - 1);
  return NULL;
}

static lc_channel* create(const lc_host* host, const lc_config* config, lc_error* error) {
  const lc_http* http = host->extension(host, LC_EXT_HTTP);
  const lc_reporting* reporting = host->extension(host, LC_EXT_REPORT);
  const char* token = host->config_text(config, "token");
  const char* url = host->config_text(config, "url");
  const char* sender = host->config_text(config, "sender");
  if (!DOES(trusts_in_services) && (http == NULL || reporting == NULL))
    return refuse(error, "", "needs a host with HTTP and reports");
  if (token[0] == '\0')
    return refuse(error, DOES(blames_another_option) ? "url" : "token", "must not be empty");
  if (strpbrk(token, "\r\n") != NULL) return refuse(error, "token", "must be one line");
  if (strpbrk(url, "\r\n") != NULL) return refuse(error, "url", "must be one line");
  if (DOES(needs_an_undeclared_option) && sender[0] == '\0')
    return refuse(error, "sender", "must not be empty");
  if (DOES(bears_no_odd_option) && strlen(sender) > 1000) abort();
  if (DOES(needs_environment) && getenv("PATH") == NULL) abort();
  if (DOES(crashes_in_create)) abort();
  while (DOES(hangs_in_create)) pause();
  if (DOES(changes_the_process)) umask(0);
  if (DOES(leaves_a_thread)) {
    /* Waits in the C library, since this one is unloaded under it. */
    union {
      int (*wait)(sem_t*);
      void* (*start)(void*);
    } thread_function = {.wait = &sem_wait};
    static sem_t* never;
    pthread_t thread;
    if (never == NULL) never = calloc(1, sizeof *never);
    if (pthread_create(&thread, NULL, thread_function.start, never) == 0) pthread_detach(thread);
  }
  if (DOES(reads_options_elsewhere)) {
    const void* both[] = {host, config};
    pthread_t thread;
    if (pthread_create(&thread, NULL, &read_token, both) == 0) pthread_join(thread, NULL);
  }
  last_host = host;
  was_created_here = true;
  ++channels_made;

  lc_channel* self = calloc(1, sizeof *self);
  self->host = host;
  self->http = http;
  self->reporting = reporting;
  self->token = strdup(token);
  self->url = strdup(url);
  self->authorization = malloc(strlen(token) + sizeof "Bearer ");
  sprintf(self->authorization, "Bearer %s", token);
  if (DOES(shares_its_token))
    snprintf(last_authorization, sizeof last_authorization, "%s", self->authorization);
  return self;
}

static void destroy(lc_channel* self) {
  while (DOES(hangs_in_destroy)) pause();
  while (self->impatient_count > 0) pthread_join(self->impatient[--self->impatient_count], NULL);
  free(self->token);
  free(self->url);
  free(self->authorization);
  if (!DOES(leaks)) free(self);
}

static void capabilities(lc_channel* self, lc_capabilities* out) {
  (void)self;
  lc_capabilities mine = LC_CAPABILITIES_INIT;
  mine.batch_size = most_at_once;
  mine.in_flight = 1000;
  mine.reports = mine.deduplicates = true;
  if (DOES(changes_its_capabilities)) mine.batch_size = channels_made;
  if (!DOES(fills_too_much) && out->struct_size < sizeof mine) mine.struct_size = out->struct_size;
  memcpy(out, &mine, DOES(fills_too_much) ? sizeof mine : mine.struct_size);
}

/* ---- sending ---- */

static void send_request(Request* request);

/* Of two that hold it, the second one frees it. */
static void let_go(Request* request) {
  if (DOES(completes_too_early)) {
    pthread_mutex_lock(&request->mutex);
    const bool is_held = --request->holders > 0;
    pthread_mutex_unlock(&request->mutex);
    if (is_held) return;
  }
  free(request);
}

static void complete(const Request* request, const lc_result* result) {
  const lc_host* host = DOES(shares_its_host) ? last_host : request->channel->host;
  host->complete(host, request->ticket, result);
}

static lc_outcome outcome_of(const lc_http_response* response) {
  switch (response->status) {
    case LC_HTTP_NOT_SENT:
      return DOES(calls_unsent_down) ? LC_CHANNEL_DOWN : LC_TRANSIENT;
    case LC_HTTP_ANSWER_LOST:
      return DOES(rejects_lost) ? LC_REJECTED : LC_IN_DOUBT;
    case 400:
      return DOES(retries_400) ? LC_TRANSIENT : DOES(suppresses_every_400) ? LC_INVALID_ADDRESS : LC_REJECTED;
    case 401:
      return DOES(rejects_401) ? LC_REJECTED : LC_CHANNEL_DOWN;
    case 403:
      return DOES(retries_403) ? LC_TRANSIENT : DOES(suppresses_403) ? LC_INVALID_ADDRESS : LC_CHANNEL_DOWN;
    case 404:
      return DOES(retries_404) ? LC_TRANSIENT : LC_INVALID_ADDRESS;
    case 410:
      return DOES(retries_410) ? LC_TRANSIENT : LC_INVALID_ADDRESS;
    case 429:
      return DOES(retries_429) ? LC_TRANSIENT : LC_RATE_LIMITED;
    case 500:
      return DOES(rejects_500) ? LC_REJECTED : LC_TRANSIENT;
    case 503:
      return DOES(rejects_503) ? LC_REJECTED : LC_TRANSIENT;
    case 504:
      return DOES(rejects_504) ? LC_REJECTED : LC_IN_DOUBT;
    default:
      break;
  }
  if (DOES(accepts_redirects) && response->status / 100 == 3) return LC_ACCEPTED;
  if (response->status < 200 || response->status > 299) return LC_REJECTED;
  if (strncmp(response->body, "id=", 3) != 0) return DOES(retries_odd_successes) ? LC_TRANSIENT : LC_IN_DOUBT;
  return DOES(rejects_200) ? LC_REJECTED : LC_ACCEPTED;
}

static void answered(void* user, const lc_http_response* response) {
  Request* request = user;
  lc_channel* self = request->channel;
  --self->pending;
  if (DOES(completes_too_early)) {
    pthread_mutex_lock(&request->mutex);
    const bool was_done = request->is_done;
    request->is_done = true;
    pthread_mutex_unlock(&request->mutex);
    if (was_done) return let_go(request);
  }
  if (DOES(trusts_in_answers) && strncmp(response->body, "[[[[", 4) == 0) abort();
  if (DOES(forgets_after_stop) && self->is_stopped) return let_go(request);
  if (DOES(forgets_at_the_end) && response->status == LC_HTTP_ANSWER_LOST && self->pending > 0)
    return let_go(request);
  if (DOES(logs_its_token) && response->status == 401) self->host->log(self->host, 4, self->token);
  const bool is_stubborn = (DOES(retries) && response->status == 500) ||
                           (DOES(retries_without_a_ticket) && response->status == 429);
  if (is_stubborn && !request->was_repeated) {
    request->was_repeated = true;
    return send_request(request);
  }
  if (DOES(prints_its_token) && response->status == 401) printf("the token %s is wrong\n", self->token);
  lc_result result = LC_RESULT_INIT;
  result.outcome = DOES(makes_up_an_outcome) ? 77 : outcome_of(response);
  if (!DOES(forgets_retry_after)) result.retry_after_ms = response->retry_after_ms;
  if (result.outcome == LC_RATE_LIMITED || result.outcome == LC_CHANNEL_DOWN) result.scope = LC_SCOPE_CHANNEL;
  if (result.outcome == LC_ACCEPTED) {
    const char* id = strncmp(response->body, "id=", 3) == 0 ? (const char*)response->body + 3 : "";
    result.provider_message_id = id;
  }
  if (DOES(makes_an_id_of_its_token)) result.provider_message_id = self->token;
  if (DOES(breaks_its_detail)) result.detail = "the provider\nsays no";
  if (DOES(quotes_bytes)) result.detail = "the provider says \xFF\xFE";
  if (DOES(leaves_texts_null)) result.pace_key = result.detail = NULL;
  if (DOES(makes_up_a_scope)) result.scope = 9;
  if (DOES(earns_by_sending)) result.cost_micros = -7000;
  if (DOES(pays_in_coins)) result.cost_currency = "euro";
  complete(request, &result);
  if (DOES(touches_completed) && !request->is_last && request->message->recipient[0] == '\0') abort();
  let_go(request);
}

/* Does not wait for the provider's answer for long. */
static void* lose_patience(void* user) {
  Request* request = user;
  usleep(50000);
  pthread_mutex_lock(&request->mutex);
  if (!request->is_done) {
    request->is_done = true;
    lc_result result = LC_RESULT_INIT;
    complete(request, &result);
  }
  pthread_mutex_unlock(&request->mutex);
  let_go(request);
  return NULL;
}

static void send_request(Request* request) {
  lc_channel* self = request->channel;
  const lc_message* m = request->message;
  const size_t room = strlen(m->recipient) + strlen(m->text) + 2;
  char* body = malloc(room);
  const int size = snprintf(body, room, "%s\n%s", m->recipient, m->text);
  const char* headers[] = {"authorization",
                           DOES(shares_its_token) ? last_authorization : self->authorization,
                           "x-kind",
                           DOES(lets_headers_in) ? m->subject : "sms",
                           DOES(promises_to_deduplicate) ? NULL : "idempotency-key",
                           m->idempotency_key,
                           NULL};
  lc_http_request http = LC_HTTP_REQUEST_INIT;
  http.url = self->url;
  http.headers = headers;
  http.body = body;
  http.body_size = (size_t)size;
  http.tickets = &request->ticket;
  http.ticket_count = DOES(starts_nothing) || DOES(ignores_refused_start) ||
                              (DOES(retries_without_a_ticket) && request->was_repeated)
                          ? 0
                          : 1;
  ++self->pending;
  self->http->send(self->host, &http, &answered, request);
  free(body);
}

static void submit(lc_channel* self, const lc_message* const* messages, size_t count) {
  if (DOES(stays_on_its_thread) && !was_created_here) abort();
  if (DOES(waits_in_submit))
    usleep(150000);  // ten times as long as must be, since a sanitizer gets ten times as long
  for (size_t i = 0; i < count; ++i) {
    const lc_message* m = messages[i];
    if (DOES(bears_no_newer_host) && m->struct_size != sizeof *m) continue;
    if (DOES(bears_no_long_text) && strlen(m->text) > 1000000) abort();
    if (DOES(ignores_refused_start)) {
      const lc_started* started = self->host->extension(self->host, LC_EXT_STARTED);
      if (started != NULL) started->started(self->host, &m->ticket, 1);
    }
    Request* request = calloc(1, sizeof *request);
    request->channel = self;
    request->message = m;
    request->ticket = m->ticket;
    request->is_last = i + 1 == count;
    if (DOES(completes_twice) && request->is_last && count > 40) {
      lc_result result = LC_RESULT_INIT;
      complete(request, &result);
    }
    if (DOES(completes_too_early)) {
      pthread_mutex_init(&request->mutex, NULL);
      request->holders = 2;
      if (pthread_create(&self->impatient[self->impatient_count], NULL, &lose_patience, request) == 0)
        ++self->impatient_count;
    }
    send_request(request);
  }
}

static void stop(lc_channel* self) { self->is_stopped = true; }

/* ---- the webhook ---- */

static uint64_t hash(uint64_t from, const void* bytes, size_t size) {
  for (size_t i = 0; i < size; ++i)
    from = (from ^ ((const unsigned char*)bytes)[i]) * UINT64_C(1099511628211);
  return from;
}

static bool is_signed(const lc_channel* self, const lc_webhook_request* request) {
  const char* given = "";
  for (const char* const* at = request->headers; *at != NULL; at += 2)
    if (strcmp(at[0], "x-signature") == 0) given = at[1];
  uint64_t sum = hash(UINT64_C(14695981039346656037), self->token, strlen(self->token));
  sum = hash(sum, request->body, request->body_size);
  char wanted[17];
  snprintf(wanted, sizeof wanted, "%016" PRIx64, sum);
  if (DOES(believes_bad_signatures)) return strlen(given) == strlen(wanted);
  return strcmp(given, wanted) == 0;
}

static void report_line(lc_channel* self, const char* line) {
  char kind[20], id[40], event[40];
  int64_t at = 0;
  if (sscanf(line, "%19s %39s %39s %" SCNd64, kind, id, event, &at) != 4) return;
  lc_report report = LC_REPORT_INIT;
  report.kind = strcmp(kind, "delivered") == 0 ? LC_REPORT_DELIVERED : LC_REPORT_FAILED;
  if (DOES(reports_another_kind)) report.kind = LC_REPORT_READ;
  report.provider_message_id = id;
  report.at_unix_ms = at;
  report.event_id = event;
  if (DOES(counts_replays)) snprintf(event, sizeof event, "event-%u", ++self->reports);
  const lc_report* const all[] = {&report};
  self->reporting->report(self->host, all, 1, NULL, NULL);
}

static void receive(lc_channel* self, const lc_webhook_request* request, lc_webhook_answer answer, void* to) {
  lc_webhook_reply reply = LC_WEBHOOK_REPLY_INIT;
  if (DOES(answers_no_stranger) && strcmp(request->method, "BREW") == 0) return;
  if (strcmp(request->method, "GET") == 0 && strncmp(request->query, "challenge=", 10) == 0) {
    reply.body = request->query + 10;
    reply.body_size = strlen(request->query + 10);
  } else if (!is_signed(self, request)) {
    reply.status = 403;
  } else {
    const char* at = request->body;
    while (at != NULL && *at != '\0') {
      report_line(self, at);
      at = strchr(at, '\n');
      if (at != NULL) ++at;
    }
  }
  answer(to, &reply);
}

static const lc_webhook webhook = {&receive};

static const void* extension(lc_channel* self, const char* id) {
  (void)self;
  if (DOES(knows_every_extension)) return &webhook;
  return strcmp(id, LC_EXT_WEBHOOK) == 0 ? &webhook : NULL;
}

/* ---- what it says of itself ---- */

#define OPTION(name, type, required, text, help, least, most) \
  static const lc_option name = {sizeof(lc_option), #name, type, required, text, help, "", least, most}
OPTION(token, LC_SECRET, true, "", "The key of your account.", 0, 0);
OPTION(url, LC_URL, false, "https://api.example.org/send",
       DOES(explains_too_little) ? "" : "Where messages go.", 0, 0);
OPTION(sender, LC_TEXT, false, "", "Who sends.", 0, 0);
OPTION(rest, LC_SECONDS, false, DOES(declares_a_bad_default) ? "2h" : "30s", "How long to rest.", 1, 600);
OPTION(template_name, DOES(has_secret_message_fields) ? LC_SECRET : LC_TEXT, false, "",
       "The template to fill in.", 0, 0);

static const lc_option* const options[] = {&token, &url, &sender, &rest, NULL};
static const lc_option* const message_fields[] = {&template_name, NULL};
static const lc_channel_type tiny = {"example.tiny",
                                     "phone",
                                     "Sends texts by a provider that exists nowhere.",
                                     options,
                                     message_fields,
                                     &create,
                                     &destroy,
                                     &capabilities,
                                     &submit,
                                     DOES(has_no_stop) ? NULL : &stop,
                                     &extension};
static const lc_channel_type* const types[] = {&tiny, DOES(has_two_types_of_one_name) ? &tiny : NULL, NULL};

#ifdef EXPORTS_MORE
LC_EXPORT int tiny_helper(void);
int tiny_helper(void) { return 1; }
#endif
#ifdef NEEDS_MORE
int nobody_has_this(void);
static int (*const need)(void) __attribute__((used)) = &nobody_has_this;
#endif

LC_EXPORT const lc_plugin lifecycled_plugin = {
    DOES(has_another_abi) ? 99 : LC_ABI_MAJOR, LC_ABI_MINOR, "example.tiny", "Tiny", "1.0", "tests", types};
