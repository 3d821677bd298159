#include "liquid/filter.hpp"

namespace lifecycled::liquid {

const Value& FilterCall::argument(std::size_t index) const {
  static const Value nil;
  return index < arguments_.size() ? *arguments_[index] : nil;
}

const Value* FilterCall::keyword(std::string_view name) const {
  for (const auto& keyword : keywords_)
    if (keyword.name == name) return keyword.value;
  return nullptr;
}

void FilterSet::add(Filter filter) {
  auto name = filter.name;
  filters_.insert_or_assign(std::move(name), std::move(filter));
}

const Filter* FilterSet::find(std::string_view name) const {
  const auto it = filters_.find(name);
  return it == filters_.end() ? nullptr : &it->second;
}

std::vector<std::string_view> FilterSet::names() const {
  std::vector<std::string_view> result;
  result.reserve(filters_.size());
  for (const auto& [name, filter] : filters_) result.push_back(name);
  return result;
}

}  // namespace lifecycled::liquid
