/* Pins the layout of the ABI on 64-bit machines: structs may grow at the end, nothing may move. A change of a
 * line below, other than a size that has grown, breaks every plugin that was built before it. */
#include <assert.h>

#include "lifecycled/channel.h"

#define PIN(type, field, at) static_assert(offsetof(type, field) == (at), #type "." #field " has moved")

PIN(lc_result, struct_size, 0);
PIN(lc_result, outcome, 8);
PIN(lc_result, scope, 12);
PIN(lc_result, retry_after_ms, 16);
PIN(lc_result, pace_key, 24);
PIN(lc_result, provider_message_id, 32);
PIN(lc_result, detail, 40);
PIN(lc_result, cost_micros, 48);
PIN(lc_result, cost_currency, 56);
static_assert(sizeof(lc_result) == 64, "lc_result has changed its size");

PIN(lc_part, struct_size, 0);
PIN(lc_part, file_name, 8);
PIN(lc_part, content_type, 16);
PIN(lc_part, content_id, 24);
PIN(lc_part, body, 32);
PIN(lc_part, body_size, 40);
static_assert(sizeof(lc_part) == 48, "lc_part has changed its size");

PIN(lc_message, struct_size, 0);
PIN(lc_message, ticket, 8);
PIN(lc_message, idempotency_key, 16);
PIN(lc_message, message_id, 24);
PIN(lc_message, delivery_id, 32);
PIN(lc_message, kind, 40);
PIN(lc_message, deadline_unix_ms, 48);
PIN(lc_message, recipient, 56);
PIN(lc_message, sender, 64);
PIN(lc_message, subject, 72);
PIN(lc_message, text, 80);
PIN(lc_message, html, 88);
PIN(lc_message, language, 96);
PIN(lc_message, unsubscribe_url, 104);
PIN(lc_message, unsubscribe_mailto, 112);
PIN(lc_message, list_id, 120);
PIN(lc_message, feedback_id, 128);
PIN(lc_message, last_inbound_unix_ms, 136);
PIN(lc_message, extra_json, 144);
PIN(lc_message, headers, 152);
PIN(lc_message, parts, 160);
static_assert(sizeof(lc_message) == 168, "lc_message has changed its size");

PIN(lc_capabilities, struct_size, 0);
PIN(lc_capabilities, batch_size, 8);
PIN(lc_capabilities, in_flight, 12);
PIN(lc_capabilities, per_second, 16);
PIN(lc_capabilities, text_characters, 20);
PIN(lc_capabilities, html, 24);
PIN(lc_capabilities, subject, 25);
PIN(lc_capabilities, reports, 26);
PIN(lc_capabilities, deduplicates, 27);
static_assert(sizeof(lc_capabilities) == 32, "lc_capabilities has changed its size");

PIN(lc_option, struct_size, 0);
PIN(lc_option, key, 8);
PIN(lc_option, type, 16);
PIN(lc_option, required, 20);
PIN(lc_option, default_value, 24);
PIN(lc_option, help, 32);
PIN(lc_option, choices, 40);
PIN(lc_option, minimum, 48);
PIN(lc_option, maximum, 56);
static_assert(sizeof(lc_option) == 64, "lc_option has changed its size");

PIN(lc_error, struct_size, 0);
PIN(lc_error, key, 8);
PIN(lc_error, text, 72);
static_assert(sizeof(lc_error) == 520, "lc_error has changed its size");

PIN(lc_channel_type, id, 0);
PIN(lc_channel_type, address_kind, 8);
PIN(lc_channel_type, help, 16);
PIN(lc_channel_type, options, 24);
PIN(lc_channel_type, message_fields, 32);
PIN(lc_channel_type, create, 40);
PIN(lc_channel_type, destroy, 48);
PIN(lc_channel_type, capabilities, 56);
PIN(lc_channel_type, submit, 64);
PIN(lc_channel_type, stop, 72);
PIN(lc_channel_type, extension, 80);
static_assert(sizeof(lc_channel_type) == 88, "lc_channel_type has changed its size");

PIN(lc_host, version, 0);
PIN(lc_host, complete, 8);
PIN(lc_host, log, 16);
PIN(lc_host, extension, 24);
PIN(lc_host, config_text, 32);
PIN(lc_host, config_integer, 40);
PIN(lc_host, config_item, 48);
static_assert(sizeof(lc_host) == 56, "lc_host has changed its size");

PIN(lc_plugin, abi_major, 0);
PIN(lc_plugin, abi_minor, 4);
PIN(lc_plugin, id, 8);
PIN(lc_plugin, name, 16);
PIN(lc_plugin, version, 24);
PIN(lc_plugin, vendor, 32);
PIN(lc_plugin, channel_types, 40);
static_assert(sizeof(lc_plugin) == 48, "lc_plugin has changed its size");

/* The numbers of enumerations cross the line as well. */
static_assert(LC_ABI_MAJOR == 0 && LC_ABI_MINOR == 1, "the version has changed");
static_assert(LC_ACCEPTED == 1 && LC_DELIVERED == 2 && LC_TRANSIENT == 3 && LC_RATE_LIMITED == 4, "outcomes");
static_assert(LC_REJECTED == 5 && LC_INVALID_ADDRESS == 6 && LC_CHANNEL_DOWN == 7 && LC_IN_DOUBT == 8,
              "outcomes");
static_assert(LC_SCOPE_MESSAGE == 1 && LC_SCOPE_DESTINATION == 2 && LC_SCOPE_CHANNEL == 3, "scopes");
static_assert(LC_MARKETING == 1 && LC_TRANSACTIONAL == 2, "kinds");
static_assert(LC_TEXT == 1 && LC_SECRET == 2 && LC_INTEGER == 3 && LC_BOOLEAN == 4, "option types");
static_assert(LC_SECONDS == 5 && LC_URL == 6 && LC_TEXT_LIST == 7, "option types");

/* Of abi_layout_extensions.c. */
bool extensions_are_as_they_were(void);

int main(void) {
  /* The macros that make structs compile in C, and leave no text null. */
  const lc_result result = LC_RESULT_INIT;
  const lc_capabilities capabilities = LC_CAPABILITIES_INIT;
  const lc_option option = LC_OPTION_INIT("key", LC_TEXT, "", "Help.");
  const lc_error error = LC_ERROR_INIT;
  const bool is_sound = result.pace_key && result.provider_message_id && result.detail &&
                        result.cost_currency && option.choices && LC_HAS(&result, cost_currency) &&
                        LC_HAS(&capabilities, deduplicates) && error.text[0] == '\0';
  return is_sound && extensions_are_as_they_were() ? 0 : 1;
}
