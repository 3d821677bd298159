#include "liquid/standard_filters.hpp"

#include "liquid/environment.hpp"

namespace lifecycled::liquid {

FilterSet standard_filters() {
  FilterSet set;
  add_string_filters(set);
  add_replace_filters(set);
  add_html_filters(set);
  add_encoding_filters(set);
  add_array_filters(set);
  add_select_filters(set);
  add_math_filters(set);
  add_date_filters(set);
  return set;
}

std::shared_ptr<const Environment> Environment::standard(Mode mode) {
  auto environment = std::make_shared<Environment>();
  environment->mode = mode;
  return environment;
}

}  // namespace lifecycled::liquid
