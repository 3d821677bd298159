#include "liquid/builder.hpp"

namespace lifecycled::liquid {

Index Builder::name(std::string_view name) {
  const auto [it, is_new] =
      program_.name_index.try_emplace(std::string(name), static_cast<Index>(program_.names.size()));
  if (is_new) program_.names.emplace_back(name);
  return it->second;
}

Index Builder::constant(std::string_view text) {
  const auto [it, is_new] =
      texts_.try_emplace(std::string(text), static_cast<Index>(program_.constants.size()));
  if (is_new) program_.constants.emplace_back(text);
  return it->second;
}

Operand Builder::constant(Value value) {
  if (value.is_string()) return {Operand::Of::constant, constant(std::string_view(value.string()))};
  return {Operand::Of::constant, add(program_.constants, std::move(value))};
}

}  // namespace lifecycled::liquid
