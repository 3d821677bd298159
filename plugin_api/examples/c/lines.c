/* Channel type "example.lines": appends each message as one line to a file. Plain C11, no C++ anywhere.
 *
 * It does its work inside submit(), for a line is written at once; whatever may take longer than 10 ms
 * belongs on a thread of your own (../cpp) or behind the host's HTTP service (../messenger).
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lifecycled/channel.h"
#include "lifecycled/ext/started.h"

struct lc_channel {
  const lc_host* host;
  const lc_started* started;
  int file;
};

static lc_channel* refuse(lc_error* error, const char* key, const char* text) {
  snprintf(error->key, sizeof error->key, "%s", key);
  snprintf(error->text, sizeof error->text, "%s", text);
  return NULL;
}

static lc_channel* create(const lc_host* host, const lc_config* config, lc_error* error) {
  const char* folder = host->config_text(config, "folder");
  char path[PATH_MAX];
  if (folder[0] != '/') return refuse(error, "folder", "must begin with a slash");
  if (mkdir(folder, 0750) != 0 && errno != EEXIST) return refuse(error, "folder", strerror(errno));
  if (snprintf(path, sizeof path, "%s/messages.txt", folder) >= (int)sizeof path)
    return refuse(error, "folder", "is too long for a path");
  /* Personal data: not for everybody. */
  const int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (file < 0) return refuse(error, "folder", strerror(errno));
  lc_channel* self = malloc(sizeof *self);
  if (self == NULL) {
    close(file);
    return refuse(error, "", "out of memory");
  }
  self->host = host;
  /* Whoever asks for this service in create() promises to call it before a message can leave. */
  self->started = host->extension(host, LC_EXT_STARTED);
  self->file = file;
  return self;
}

static void destroy(lc_channel* self) {
  close(self->file);
  free(self);
}

/* The host's header may be older than ours and its struct shorter: write no more than it has. */
static void capabilities(lc_channel* self, lc_capabilities* out) {
  (void)self;
  lc_capabilities mine = LC_CAPABILITIES_INIT;
  mine.in_flight = 256;
  mine.struct_size = out->struct_size < sizeof mine ? out->struct_size : sizeof mine;
  memcpy(out, &mine, mine.struct_size);
}

/* "key<TAB>recipient<TAB>text\n"; what would break the line becomes a blank. Null: out of memory. */
static char* line_of(const lc_message* message, size_t* length) {
  const char* const texts[] = {message->idempotency_key, message->recipient, message->text};
  size_t needed = 1;
  for (size_t i = 0; i < 3; ++i) needed += strlen(texts[i]) + 1;
  char* line = malloc(needed);
  if (line == NULL) return NULL;
  char* end = line;
  for (size_t i = 0; i < 3; ++i) {
    for (const char* from = texts[i]; *from != '\0'; ++from)
      *end++ = (unsigned char)*from < ' ' ? ' ' : *from;
    *end++ = i < 2 ? '\t' : '\n';
  }
  *length = (size_t)(end - line);
  return line;
}

static lc_outcome outcome_of(int error) {
  return error == ENOSPC || error == EDQUOT || error == EIO ? LC_TRANSIENT : LC_CHANNEL_DOWN;
}

static void send_one(lc_channel* self, const lc_message* message) {
  lc_result result = LC_RESULT_INIT;
  size_t length = 0;
  char* line = line_of(message, &length);
  if (line == NULL) {
    result.outcome = LC_TRANSIENT;
    result.detail = "out of memory";
  } else if (self->started != NULL && !self->started->started(self->host, &message->ticket, 1)) {
    result.outcome = LC_TRANSIENT;
    result.detail = "the host did not let it start";
  } else {
    const ssize_t written = write(self->file, line, length);
    if (written == (ssize_t)length) {
      result.outcome = LC_DELIVERED;
    } else if (written > 0) {
      result.detail = "only a part of the line was written"; /* in doubt, as LC_RESULT_INIT says */
    } else {
      result.outcome = outcome_of(errno);
      result.scope = LC_SCOPE_CHANNEL;
      result.detail = strerror(errno);
    }
  }
  free(line);
  self->host->complete(self->host, message->ticket, &result);
}

static void submit(lc_channel* self, const lc_message* const* messages, size_t count) {
  for (size_t i = 0; i < count; ++i) send_one(self, messages[i]);
}

/* Nothing is ever in flight between two calls. */
static void stop(lc_channel* self) { (void)self; }

static const void* extension(lc_channel* self, const char* id) {
  (void)self;
  (void)id;
  return NULL;
}

static const lc_option folder = {
    .struct_size = sizeof(lc_option),
    .key = "folder",
    .type = LC_TEXT,
    .required = true,
    .default_value = "",
    .help = "The folder in which messages.txt is written; it is made if need be.",
    .choices = "",
};
static const lc_option* const options[] = {&folder, NULL};
static const lc_option* const no_fields[] = {NULL};

static const lc_channel_type lines = {
    .id = "example.lines",
    .address_kind = "",
    .help = "Appends each message as one line to a file.",
    .options = options,
    .message_fields = no_fields,
    .create = create,
    .destroy = destroy,
    .capabilities = capabilities,
    .submit = submit,
    .stop = stop,
    .extension = extension,
};
static const lc_channel_type* const channel_types[] = {&lines, NULL};

LC_EXPORT const lc_plugin lifecycled_plugin = {
    LC_ABI_MAJOR, LC_ABI_MINOR, "org.example.lines", "Lines", "1.0.0", "Example", channel_types,
};
