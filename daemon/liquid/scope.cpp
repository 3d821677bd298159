#include "liquid/scope.hpp"

namespace lifecycled::liquid {

Scope::Scope(const Program& program, const Value& data)
    : program_(program), data_(data), slots_(program.names.size()) {}

void Scope::ask_data(Slot& slot, std::string_view name) {
  slot.asked_data = true;
  if (data_.is_object()) {
    slot.data = data_.object().find(name);
  } else if (data_.kind() == Kind::drop) {
    slot.from_drop = data_.drop().get(name);
    slot.data = slot.from_drop.is_nil() ? nullptr : &slot.from_drop;
  }
}

Index Scope::index_of(std::string_view name) {
  std::string key(name);
  if (const auto it = program_.name_index.find(key); it != program_.name_index.end()) return it->second;
  const auto [it, is_new] = more_names_.try_emplace(std::move(key), static_cast<Index>(slots_.size()));
  if (is_new) slots_.emplace_back();
  return it->second;
}

Slot& Scope::slot(std::string_view name) { return slots_[index_of(name)]; }

const Value* Scope::find(std::string_view name) {
  Slot& slot = this->slot(name);
  if (const Value* local = find_local(slot)) return local;
  if (!slot.asked_data) ask_data(slot, name);
  return slot.data;
}

const std::vector<Index>& Scope::map_of(const Program& program) {
  auto& map = maps_[&program];
  if (map.empty()) {
    map.reserve(program.names.size());
    for (const auto& name : program.names) map.push_back(index_of(name));
  }
  return map;
}

}  // namespace lifecycled::liquid
