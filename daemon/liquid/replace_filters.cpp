#include "liquid/standard_filters.hpp"

namespace lifecycled::liquid {

void add_replace_filters(FilterSet&) {}

}  // namespace lifecycled::liquid
