// Fills the tables of a Program while it is parsed: every name and every string constant once. For this
// folder only.
#pragma once

#include <string_view>

#include "liquid/located.hpp"
#include "liquid/program.hpp"

namespace lifecycled::liquid {

class Builder {
 public:
  // Makes room for what a text of this size may hold, so that small templates need not grow table by table.
  explicit Builder(Program& program);

  // With a list, mistakes are noted there and parsing goes on; the program is of no use then.
  std::vector<Located>* mistakes = nullptr;

  Program& program() { return program_; }
  const Environment& environment() const { return *program_.environment; }
  Index name(std::string_view name);
  Index constant(std::string_view text);
  Operand constant(Value value);

  template <class T>
  static Index add(std::vector<T>& table, T entry) {
    table.push_back(std::move(entry));
    return static_cast<Index>(table.size() - 1);
  }

 private:
  Program& program_;
  TextIndex texts_;
};

}  // namespace lifecycled::liquid
