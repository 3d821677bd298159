/* lifecycled's channel plugin ABI: what a shared library offers so that lifecycled can send messages by it.
 *
 * What keeps old plugins loading in new daemons, and the other way round:
 *  - a plugin exports one data symbol, lifecycled_plugin, and nothing else;
 *  - function tables never change: a new feature is a new extension id, "lifecycled.NAME/REVISION" (ext/);
 *  - data structs grow at the end only: read a late field only after LC_HAS(struct, field), and make one
 *    from its LC_..._INIT; who fills a struct of somebody else's writes no more than its struct_size;
 *  - arrays are arrays of pointers, so a struct that has grown never changes the stride;
 *  - text is NUL-terminated UTF-8 and never null: "" means absent;
 *  - whoever allocates, frees; no C++ type and no exception crosses this line.
 *
 * Threads. [control]: the host's main thread. [channel]: any thread, but never two calls at once for one
 * channel, and each call returns within 10 ms. [any]: any thread, at any time.
 */
#ifndef LIFECYCLED_CHANNEL_H
#define LIFECYCLED_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LC_ABI_MAJOR 0u /* 0 promises nothing; 1 and later load anything of the same major */
#define LC_ABI_MINOR 1u
#define LC_EXPORT __attribute__((visibility("default")))
#define LC_HAS(s, field) ((s)->struct_size >= offsetof(__typeof__(*(s)), field) + sizeof((s)->field))

typedef struct lc_host lc_host;
typedef struct lc_channel lc_channel; /* one configured channel, defined by the plugin */
typedef struct lc_config lc_config;   /* one checked [channel.NAME] table, defined by the host */

/* What became of one attempt. The plugin classifies; only the host decides whether to try again. */
enum {
  LC_ACCEPTED = 1,        /* the provider took it; reports may follow */
  LC_DELIVERED = 2,       /* it reached the recipient; nothing more will be heard */
  LC_TRANSIENT = 3,       /* failed for now: the host backs off and tries again */
  LC_RATE_LIMITED = 4,    /* too fast: the host pauses for retry_after_ms and slows down */
  LC_REJECTED = 5,        /* this message will never be accepted */
  LC_INVALID_ADDRESS = 6, /* nothing to this address will ever be accepted: the host suppresses it */
  LC_CHANNEL_DOWN = 7,    /* not the message's fault, such as a revoked key: the host stops the channel */
  LC_IN_DOUBT = 8         /* the answer was lost: it may or may not have been accepted */
};
typedef int32_t lc_outcome;

/* Whom the outcome concerns; what the host slows down or stops follows from it. */
enum { LC_SCOPE_MESSAGE = 1, LC_SCOPE_DESTINATION = 2 /* pace_key */, LC_SCOPE_CHANNEL = 3 };

typedef struct lc_result {
  size_t struct_size;
  lc_outcome outcome;
  int32_t scope;
  uint32_t retry_after_ms;         /* 0: the host chooses */
  const char* pace_key;            /* what is paced together: the recipient's domain, the relay */
  const char* provider_message_id; /* what later reports will refer to */
  const char* detail;              /* one line for the operator, without secrets or addresses */
  int64_t cost_micros;             /* millionths of one unit of cost_currency */
  const char* cost_currency;       /* "EUR"; "": unknown */
} lc_result;
#define LC_RESULT_INIT {sizeof(lc_result), LC_IN_DOUBT, LC_SCOPE_MESSAGE, 0, "", "", "", 0, ""}

/* A file that travels with a message: inline if content_id is set (cid: in html), else an attachment. */
typedef struct lc_part {
  size_t struct_size;
  const char *file_name, *content_type, *content_id;
  const void* body;
  size_t body_size;
} lc_part;

enum { LC_MARKETING = 1, LC_TRANSACTIONAL = 2 };

typedef struct lc_message {
  size_t struct_size;
  uint64_t ticket;                      /* names this attempt in complete(); never 0 */
  const char* idempotency_key;          /* the same for every attempt, even after a restart */
  const char *message_id, *delivery_id; /* the daemon's, for logs and for tags at the provider */
  int32_t kind;                         /* LC_MARKETING or LC_TRANSACTIONAL */
  int64_t deadline_unix_ms;             /* complete() by then, or it counts as in doubt */
  const char* recipient;                /* an e-mail address, E.164 number, push subscription, ... */
  const char* sender;                   /* "": the channel's own */
  const char *subject, *text, *html;
  const char* language; /* BCP 47 */
  const char *unsubscribe_url, *unsubscribe_mailto, *list_id, *feedback_id;
  int64_t last_inbound_unix_ms; /* when the customer last wrote on this channel; 0: never */
  const char* extra_json;       /* the fields declared in message_fields, already checked; "" or {} */
  const char* const* headers;   /* name, value, name, value, null */
  const lc_part* const* parts;  /* null-terminated */
} lc_message;

/* What a channel can do, and how much of it at once. A number of 0 means no limit. */
typedef struct lc_capabilities {
  size_t struct_size;
  uint32_t batch_size, in_flight, per_second, text_characters;
  bool html, subject, reports;
  bool deduplicates; /* the provider honours idempotency_key, so LC_IN_DOUBT is safe to send again */
} lc_capabilities;
#define LC_CAPABILITIES_INIT {sizeof(lc_capabilities), 0, 0, 0, 0, false, false, false, false}

enum { LC_TEXT = 1, LC_SECRET, LC_INTEGER, LC_BOOLEAN, LC_SECONDS, LC_URL, LC_TEXT_LIST };

/* One key a user may set. The host checks it, and reports a mistake with file, line and column.
 * The name of a text option may say that it is a path: "folder" or "..._folder", a folder that the plugin
 * reads and writes (the host makes it), "file" or "..._file", a file that it reads. Beside these, what the
 * system's libraries need, and the plugin's own folder, a plugin reaches no file at all. */
typedef struct lc_option {
  size_t struct_size;
  const char* key;
  int32_t type;
  bool required;
  const char* default_value; /* as a user would write it; "" for none, 0, false, the empty list */
  const char* help;          /* one sentence; it is also the documentation */
  const char* choices;       /* "starttls|tls|off"; "": any */
  int64_t minimum, maximum;  /* of an integer or of seconds; both 0: any */
} lc_option;
#define LC_OPTION_INIT(key, type, default_value, help) \
  {sizeof(lc_option), key, type, false, default_value, help, "", 0, 0}

typedef struct lc_error {
  size_t struct_size;
  char key[64]; /* the option to blame, or "": the host adds file, line and column */
  char text[448];
} lc_error;
#define LC_ERROR_INIT {sizeof(lc_error), "", ""}

/* One kind of channel. This and all it points to is const and lives as long as the library. */
typedef struct lc_channel_type {
  const char* id;           /* as in: type = "acme.sms" */
  const char* address_kind; /* what it reaches: "email", "phone", "webpush"; "": whatever it is given */
  const char* help;
  const lc_option* const* options;        /* null-terminated */
  const lc_option* const* message_fields; /* null-terminated */

  /* Checks the config and connects to nothing. Returns null and fills error on failure. [control] */
  lc_channel* (*create)(const lc_host* host, const lc_config* config, lc_error* error);
  /* Called once every ticket is completed, or stop() took too long. [control] */
  void (*destroy)(lc_channel* self);
  /* Fills in what LC_HAS says the host knows. [channel] */
  void (*capabilities)(lc_channel* self, lc_capabilities* capabilities);
  /* Starts sending; never waits. A message stays valid until its ticket is completed, and every
   * ticket is completed exactly once, perhaps before submit() returns. [channel] */
  void (*submit)(lc_channel* self, const lc_message* const* messages, size_t count);
  /* Asks to complete what is in flight soon. [channel] */
  void (*stop)(lc_channel* self);
  /* Returns a const table such as lc_webhook for LC_EXT_WEBHOOK, or null. [any] */
  const void* (*extension)(lc_channel* self, const char* id);
} lc_channel_type;

struct lc_host {
  const char* version;
  void (*complete)(const lc_host* host, uint64_t ticket, const lc_result* result); /* [any] */
  void (*log)(const lc_host* host, int32_t syslog_level, const char* text);        /* [any] */
  const void* (*extension)(const lc_host* host, const char* id);                   /* or null; [any] */
  /* For create() only. [control] */
  const char* (*config_text)(const lc_config* config, const char* key);
  int64_t (*config_integer)(const lc_config* config, const char* key); /* also booleans and seconds */
  const char* (*config_item)(const lc_config* config, const char* key, size_t index); /* or null */
};

typedef struct lc_plugin {
  uint32_t abi_major, abi_minor; /* first, so that any daemon can read them */
  const char *id, *name, *version, *vendor;
  const lc_channel_type* const* channel_types; /* null-terminated */
} lc_plugin;

extern LC_EXPORT const lc_plugin lifecycled_plugin;

#ifdef __cplusplus
}
#endif
#endif
