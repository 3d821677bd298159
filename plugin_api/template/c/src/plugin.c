/* Channel type "acme.parrot": sends messages by a provider's HTTP API. In C11, without a library.
 *
 * The provider here is made up, and as plain as can be:
 *   POST BASE_URL/messages   Authorization: Bearer KEY   to=...&text=...&key=...   answers 200 and an id
 * Put your provider's words in the two places marked "Yours".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lifecycled/ext/http.h"

struct lc_channel {
  const lc_host* host;
  const lc_http* http;
  char url[500], authorization[500];
};

static lc_channel* refuse(lc_error* error, const char* key, const char* text) {
  snprintf(error->key, sizeof error->key, "%s", key);
  snprintf(error->text, sizeof error->text, "%s", text);
  return NULL;
}

/* [control] Checks the options and connects to nothing. */
static lc_channel* create(const lc_host* host, const lc_config* config, lc_error* error) {
  const char* base_url = host->config_text(config, "base_url");
  const char* api_key = host->config_text(config, "api_key");
  if (strlen(base_url) > 400) return refuse(error, "base_url", "is longer than 400 characters");
  if (strlen(api_key) > 400) return refuse(error, "api_key", "is longer than 400 characters");
  if (strpbrk(api_key, " \r\n") != NULL) return refuse(error, "api_key", "has a blank or a line break in it");
  const lc_http* http = host->extension(host, LC_EXT_HTTP);
  if (http == NULL) return refuse(error, "", "needs a lifecycled that offers " LC_EXT_HTTP);
  lc_channel* self = calloc(1, sizeof *self);
  if (self == NULL) return refuse(error, "", "out of memory");
  self->host = host;
  self->http = http;
  snprintf(self->url, sizeof self->url, "%s/messages", base_url);
  snprintf(self->authorization, sizeof self->authorization, "Bearer %s", api_key);
  return self;
}

static void destroy(lc_channel* self) { free(self); }

/* [channel] What this account can do; the host paces and retries, never the plugin. */
static void capabilities(lc_channel* self, lc_capabilities* out) {
  (void)self;
  lc_capabilities mine = LC_CAPABILITIES_INIT;
  mine.in_flight = 20;
  mine.text_characters = 1000;
  mine.deduplicates = true; /* this provider sends nothing twice under the same key */
  /* The host's struct may be older and shorter than ours: write no more than it has. */
  mine.struct_size = out->struct_size < sizeof mine ? out->struct_size : sizeof mine;
  memcpy(out, &mine, mine.struct_size);
}

/* What a request carries until it is answered. */
struct sending {
  const lc_host* host;
  uint64_t ticket;
};

static void complete(const lc_host* host, uint64_t ticket, lc_outcome outcome, const char* detail) {
  lc_result result = LC_RESULT_INIT;
  result.outcome = outcome;
  result.detail = detail;
  host->complete(host, ticket, &result);
}

/* [channel] Called once for each request. */
static void answered(void* user, const lc_http_response* response) {
  struct sending* sending = user;
  const char* body = response->body; /* a NUL follows it */
  lc_result result = LC_RESULT_INIT;
  result.detail = response->error;
  result.retry_after_ms = response->retry_after_ms;
  /* Yours (2): what the provider's answers mean. Its own words say more than the status. */
  if (response->status == LC_HTTP_NOT_SENT) {
    result.outcome = LC_TRANSIENT;
  } else if (response->status == LC_HTTP_ANSWER_LOST) {
    result.outcome = LC_IN_DOUBT;
  } else if (response->status == 200) {
    result.outcome = LC_ACCEPTED;
    result.provider_message_id = body;
  } else if (response->status == 429) {
    result.outcome = LC_RATE_LIMITED;
    result.scope = LC_SCOPE_CHANNEL;
  } else if (response->status == 401 || response->status == 403) {
    result.outcome = LC_CHANNEL_DOWN;
    result.scope = LC_SCOPE_CHANNEL;
  } else if (response->status >= 500) {
    result.outcome = LC_TRANSIENT;
    result.scope = LC_SCOPE_CHANNEL;
  } else {
    result.outcome = strcmp(body, "unknown recipient") == 0 ? LC_INVALID_ADDRESS : LC_REJECTED;
  }
  sending->host->complete(sending->host, sending->ticket, &result);
  free(sending);
}

/* Appends "name=value" as application/x-www-form-urlencoded wants it; returns the new end. */
static char* add_field(char* end, const char* name, const char* value) {
  end += sprintf(end, "%s=", name);
  for (const char* c = value; *c != '\0'; ++c) {
    const unsigned char byte = (unsigned char)*c;
    const bool is_plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                          (byte >= 'a' && byte <= 'z') || strchr("-._~", byte) != NULL;
    if (is_plain)
      *end++ = *c;
    else
      end += sprintf(end, "%%%02X", byte);
  }
  return end;
}

static void send_one(lc_channel* self, const lc_message* message) {
  const size_t most =
      3 * (strlen(message->recipient) + strlen(message->text) + strlen(message->idempotency_key)) + 20;
  char* body = malloc(most);
  struct sending* sending = malloc(sizeof *sending);
  if (body == NULL || sending == NULL) {
    free(body);
    free(sending);
    complete(self->host, message->ticket, LC_TRANSIENT, "out of memory");
    return;
  }
  sending->host = self->host;
  sending->ticket = message->ticket;
  /* Yours (1): what the provider wants to be told. */
  char* end = add_field(body, "to", message->recipient);
  end = add_field(end, "&text", message->text);
  end = add_field(end, "&key", message->idempotency_key);
  const char* const headers[] = {"Authorization", self->authorization, "Content-Type",
                                 "application/x-www-form-urlencoded", NULL};
  lc_http_request request = LC_HTTP_REQUEST_INIT;
  request.url = self->url;
  request.headers = headers;
  request.body = body;
  request.body_size = (size_t)(end - body);
  request.tickets = &message->ticket; /* recorded as started right before the first byte leaves */
  request.ticket_count = 1;
  self->http->send(self->host, &request, answered, sending); /* copies the request */
  free(body);
}

/* [channel] Never waits; each ticket is completed exactly once. */
static void submit(lc_channel* self, const lc_message* const* messages, size_t count) {
  for (size_t i = 0; i < count; ++i) send_one(self, messages[i]);
}

static void stop(lc_channel* self) { (void)self; } /* what is in flight ends by itself */

static const void* extension(lc_channel* self, const char* id) {
  (void)self;
  (void)id;
  return NULL;
}

/* What a shop may write into [channel.NAME]; from this the host makes checks, help and completion in editors.
 */
static const lc_option base_url =
    LC_OPTION_INIT("base_url", LC_URL, "https://api.example.org/v1", "Where the provider's API is.");
static const lc_option api_key = {
    .struct_size = sizeof(lc_option),
    .key = "api_key",
    .type = LC_SECRET,
    .required = true,
    .default_value = "",
    .help = "The account's key.",
    .choices = "",
};
static const lc_option* const options[] = {&base_url, &api_key, NULL};
static const lc_option* const message_fields[] = {NULL};

static const lc_channel_type type = {
    .id = "acme.parrot",
    .address_kind = "phone",
    .help = "Sends text messages by Acme Parrot.",
    .options = options,
    .message_fields = message_fields,
    .create = create,
    .destroy = destroy,
    .capabilities = capabilities,
    .submit = submit,
    .stop = stop,
    .extension = extension,
};
static const lc_channel_type* const channel_types[] = {&type, NULL};

LC_EXPORT const lc_plugin lifecycled_plugin = {
    LC_ABI_MAJOR, LC_ABI_MINOR, "acme.parrot", "Acme Parrot", PLUGIN_VERSION, "", channel_types,
};
