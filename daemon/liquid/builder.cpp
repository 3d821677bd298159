#include "liquid/builder.hpp"

#include <algorithm>

namespace lifecycled::liquid {

Builder::Builder(Program& program) : program_(program) {
  const std::size_t guess = std::min<std::size_t>(program.source.size() / 32 + 4, 64);
  program.nodes.reserve(guess);
  program.names.reserve(guess / 2);
  program.constants.reserve(guess / 2);
  program.paths.reserve(guess / 2);
  program.segments.reserve(guess / 2);
  program.expressions.reserve(guess / 2);
  program.calls.reserve(guess / 2);
  program.operands.reserve(guess / 2);
}

Index Builder::name(std::string_view name) {
  if (const auto known = program_.name_index.find(name); known != program_.name_index.end())
    return known->second;
  const auto index = static_cast<Index>(program_.names.size());
  program_.name_index.emplace(name, index);
  program_.names.emplace_back(name);
  return index;
}

Index Builder::constant(std::string_view text) {
  if (const auto known = texts_.find(text); known != texts_.end()) return known->second;
  const auto index = static_cast<Index>(program_.constants.size());
  texts_.emplace(text, index);
  program_.constants.emplace_back(text);
  return index;
}

Operand Builder::constant(Value value) {
  if (value.is_string()) return {Operand::Of::constant, constant(std::string_view(value.string()))};
  return {Operand::Of::constant, add(program_.constants, std::move(value))};
}

}  // namespace lifecycled::liquid
