// What the filters of this room share: for whom they write, and their arguments as words and numbers. Any
// thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "config/picture_file.hpp"
#include "liquid/filter.hpp"
#include "message/locale_formats.hpp"

namespace lifecycled {

using Formats = std::shared_ptr<const LocaleFormats>;

// The fact message.locale, such as "fr-CA"; English for who renders without it.
std::string locale_of(liquid::FilterCall& call);
// Digits such as "-1234.50"; nothing for what is no number (nil, lists, "abc").
std::optional<std::string> digits_of(const liquid::Value& value);
// A keyword's text, or `otherwise`; anything but one of `choices` is an Error that names them.
std::string choice(const liquid::FilterCall& call, std::string_view keyword, const liquid::Value* given,
                   std::initializer_list<std::string_view> choices, std::string_view otherwise);
// The argument decimals: a whole number to 10, "auto" (LocaleFormats::whole_or_all), else any_decimals.
int decimals_of(const liquid::FilterCall& call, const liquid::Value* given);

void add_number_filters(liquid::FilterSet& set, const Formats& formats);  // money, number, plural, ordinal
void add_time_filters(liquid::FilterSet& set, const Formats& formats);    // date, time
void add_text_filters(liquid::FilterSet& set, const Formats& formats);    // list, isolate, letters, truncate
// qr, picture
void add_picture_filters(liquid::FilterSet& set, const std::shared_ptr<const PictureFiles>& own);

}  // namespace lifecycled
