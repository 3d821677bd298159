#include "liquid/partials.hpp"

#include "liquid/template.hpp"

namespace lifecycled::liquid {

std::shared_ptr<const Template> Partials::get(std::string_view name) {
  const std::lock_guard lock(mutex_);
  if (const auto it = known_.find(name); it != known_.end()) return it->second;
  auto source = loader_->load(name);
  if (!source) return nullptr;
  std::string key(name);
  auto parsed = std::make_shared<const Template>(Template::parse(std::move(*source), key, environment_));
  if (known_.size() < most_kept) known_.emplace(std::move(key), parsed);
  return parsed;
}

}  // namespace lifecycled::liquid
