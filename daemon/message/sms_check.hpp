// Whether an SMS costs no more parts than its author meant it to. For message_check alone; any thread.
#pragma once

#include <string>

#include "base/problem.hpp"
#include "message/composer.hpp"
#include "message/message_library.hpp"

namespace lifecycled {

// What a message file may say in the table of an SMS channel, and what holds when it does not.
inline constexpr std::string_view most_parts_field = "most_parts";
inline constexpr std::int64_t usual_most_parts = 2;

// The sample with a long name, large amounts and links as long as real ones: what the dearest of many
// customers will get.
MessageFacts long_facts(const MessageFacts& sample, const std::string& public_url);

// With the short links of those who may be tracked, where that text is the longer one.
void track_where_dearer(ComposedMessage& longest, const Settings& settings);

// Warns at the text's place. `language` is "" for the first one.
void check_sms(const MessageTexts& texts, const ComposedMessage& longest, const std::string& language,
               Problems& problems);

}  // namespace lifecycled
