#include "liquid/standard_filters.hpp"

namespace lifecycled::liquid {

void add_encoding_filters(FilterSet&) {}

}  // namespace lifecycled::liquid
