// The filters of standard Liquid and `raw`, as a plain table by kind. Called when an Environment is made.
#pragma once

#include "liquid/filter.hpp"

namespace lifecycled::liquid {

FilterSet standard_filters();

void add_string_filters(FilterSet& set);
void add_replace_filters(FilterSet& set);
void add_html_filters(FilterSet& set);
void add_encoding_filters(FilterSet& set);
void add_array_filters(FilterSet& set);
void add_select_filters(FilterSet& set);
void add_math_filters(FilterSet& set);
void add_date_filters(FilterSet& set);

}  // namespace lifecycled::liquid
