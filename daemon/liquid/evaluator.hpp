// Works out operands, expressions and conditions of the program that is running. For the renderer only.
#pragma once

#include <string_view>
#include <vector>

#include "liquid/filter.hpp"
#include "liquid/program.hpp"
#include "liquid/scope.hpp"

namespace lifecycled::liquid {

class Evaluator final : public FilterContext {
 public:
  Evaluator(const Program& program, Scope& scope, const RenderOptions& options)
      : FilterContext(options), program_(&program), scope_(&scope) {}

  // What is being worked on, as an offset in the source, for errors.
  Index place = 0;

  const Program& program() const { return *program_; }
  Scope& scope() const { return *scope_; }
  const std::vector<Index>* map() const { return map_; }
  // Changes what is running; the caller puts back what was.
  void enter(const Program& program, Scope& scope, const std::vector<Index>* map) {
    program_ = &program;
    scope_ = &scope;
    map_ = map;
  }
  Slot& slot(Index name) const { return scope_->slot(name, map_); }

  // A reference into the data or the program where there is one; else the value is put into `scratch`. With
  // `may_be_missing`, an unknown name is nil also under strict_variables.
  const Value& value(const Operand& operand, Value& scratch, bool may_be_missing = false) {
    if (operand.of == Operand::Of::constant) return program_->constants[operand.index];
    return computed(operand, scratch, may_be_missing);
  }
  const Value& expression(const Expression& expression, Value& scratch);
  bool condition(Index first_test);
  Range range(const RangeOperand& range);
  Value variable(std::string_view name) override;

 private:
  const Value& computed(const Operand& operand, Value& scratch, bool may_be_missing);
  // Null when something on the way is missing.
  const Value* find(const Path& path, Value& scratch);
  const Value* member(const Value& whole, const Segment& segment, Value& scratch);
  Value call(const Call& call, Value input);
  bool test(const Test& test);
  void charge(const Value& value);
  [[noreturn]] void undefined(const Path& path);

  const Program* program_;
  Scope* scope_;
  const std::vector<Index>* map_ = nullptr;
};

}  // namespace lifecycled::liquid
