#include "liquid/standard_filters.hpp"

namespace lifecycled::liquid {

void add_date_filters(FilterSet&) {}

}  // namespace lifecycled::liquid
