// What Meta's answer to a message means. Pure.
#pragma once

#include <string>

#include "support/judgement.hpp"

namespace whatsapp {

// `to`: E.164, which no detail shows; `key`: the message's own.
plugin_support::Judgement judged(const lifecycled::plugin::HttpResponse& response, const std::string& to,
                                 const std::string& key);

// "WhatsApp's error 131047 (window closed): what Meta says of it"
std::string error_text(std::int64_t code, const std::string& said);

}  // namespace whatsapp
