// What a text costs as SMS: its encoding and how many parts it takes. GSM 03.38 with its extension table and
// without national shifts, else UCS-2. For check and whoever shows a message; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lifecycled {

struct SmsParts {
  enum class Encoding { gsm7, ucs2 };
  Encoding encoding = Encoding::gsm7;
  std::size_t characters = 0;      // Unicode code points
  std::size_t units = 0;           // septets (a character of the extension takes two), or units of UTF-16
  std::vector<std::size_t> parts;  // the units in each; one part also for an empty text
  // Each character that GSM 03.38 lacks, once, in the order of the text: these force UCS-2.
  std::vector<std::string> not_gsm;
};

// One part has 160 septets or 70 units; of several each has 153 or 67, since a header joins them. A character
// is never split between two. Bytes that are no UTF-8 count as U+FFFD.
SmsParts sms_parts(std::string_view text);

// "2 parts, UCS-2 because of ê, 83 of 134": what the text costs, for whoever reads it.
std::string sms_cost(std::string_view text);

// Blanks that do not break become plain ones: they are in no SMS alphabet, and ICU writes them between
// numbers and currencies, so that one of them would halve what fits.
std::string with_plain_blanks(std::string_view text);

// Whether a channel sends SMS: its type says so ("sms", "acme.sms"), or its name does ("sms", or "sms-" and
// anything), as where the type "file" stands in.
bool is_sms_channel(std::string_view name, std::string_view type);

}  // namespace lifecycled
