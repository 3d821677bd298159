// What both channel types of this folder do with a message: post it once, and read what the answer means.
#pragma once

#include "lifecycled/ext/http.hpp"

namespace webhook_plugin {

// Whoever answers 2xx has it. A URL that is wrong, gone or forbidden is wrong for every message; only what
// speaks of the content is this message's own fault.
lifecycled::plugin::Result result_of(const lifecycled::plugin::HttpResponse& response, const char* why);

// Posts it and completes the ticket with what came of it.
void post(const lifecycled::plugin::Http& http, lifecycled::plugin::HttpRequest request,
          lifecycled::plugin::Ticket ticket);

extern const lc_channel_type webhook_type, chat_type;

}  // namespace webhook_plugin
