#include "liquid/standard_filters.hpp"

namespace lifecycled::liquid {

void add_html_filters(FilterSet&) {}

}  // namespace lifecycled::liquid
