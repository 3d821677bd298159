// Filters: what stands after a `|`. A caller starts from standard_filters() (standard_filters.hpp), adds its
// own, and passes the set to Template::parse() in an Environment.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "liquid/budget.hpp"
#include "liquid/value.hpp"

namespace lifecycled::liquid {

struct KeywordArgument {
  std::string_view name;
  const Value* value;
};

// What a filter sees of the rendering it works for.
class FilterContext {
 public:
  explicit FilterContext(const RenderOptions& options) : budget_(options), options_(options) {}
  FilterContext(const FilterContext&) = delete;
  FilterContext& operator=(const FilterContext&) = delete;
  virtual ~FilterContext() = default;

  Budget& budget() { return budget_; }
  const RenderOptions& options() const { return options_; }
  // A variable of the template's data, for filters that depend on more than their arguments; nil when
  // unknown.
  virtual Value variable(std::string_view name) = 0;

 private:
  Budget budget_;
  const RenderOptions& options_;
};

class FilterCall {
 public:
  FilterCall(Value input, std::span<const Value* const> arguments, std::span<const KeywordArgument> keywords,
             FilterContext& context)
      : input_(std::move(input)), arguments_(arguments), keywords_(keywords), context_(context) {}

  const Value& input() const { return input_; }
  // For filters that change a string in place or pass the input through.
  Value take_input() { return std::move(input_); }
  std::size_t count() const { return arguments_.size(); }
  bool has(std::size_t index) const { return index < arguments_.size(); }
  // nil when it was not given.
  const Value& argument(std::size_t index) const;
  const Value* keyword(std::string_view name) const;
  FilterContext& context() const { return context_; }
  Budget& budget() const { return context_.budget(); }

 private:
  Value input_;
  std::span<const Value* const> arguments_;
  std::span<const KeywordArgument> keywords_;
  FilterContext& context_;
};

// Throws Error (Fault::value) when it cannot work with what it is given; the engine adds the place.
using FilterFunction = std::function<Value(FilterCall&)>;

struct Filter {
  std::string name;
  unsigned least_arguments = 0;
  unsigned most_arguments = 0;
  FilterFunction function;
  std::vector<std::string> keywords = {};
};

class FilterSet {
 public:
  // Replaces one of the same name.
  void add(Filter filter);
  // Stays valid as long as the set.
  const Filter* find(std::string_view name) const;
  std::vector<std::string_view> names() const;

 private:
  std::map<std::string, Filter, std::less<>> filters_;
};

}  // namespace lifecycled::liquid
