#include "liquid/standard_filters.hpp"

namespace lifecycled::liquid {

void add_array_filters(FilterSet&) {}

}  // namespace lifecycled::liquid
