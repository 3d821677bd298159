#include "liquid/standard_filters.hpp"

namespace lifecycled::liquid {

void add_select_filters(FilterSet&) {}

}  // namespace lifecycled::liquid
